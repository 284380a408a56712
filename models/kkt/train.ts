/**
 * Trains the victims and writes what their scenarios read: `npm run victims` for all of them, `npm run victims -- n10 n20-3` for those
 * whose names begin so.
 */
import { mkdirSync } from "node:fs";
import { pixels, readDigits } from "./digits.ts";
import { saveArray, saveNet } from "./save.ts";
import { trainVictim, victims } from "./victims.ts";

const wanted = process.argv.slice(2);
const chosen = victims.filter(
  ({ name }) => wanted.length === 0 || wanted.some((prefix) => name.replace("nets/", "").startsWith(prefix)),
);
if (chosen.length === 0) console.log(`no victim is named so; there are ${victims.map(({ name }) => name).join(", ")}`);
const all = chosen.length > 0 ? readDigits() : [];
for (const victim of chosen) {
  const { trained, learned, heldOut } = trainVictim(victim, all);
  const folder = new URL(`${victim.name}/`, import.meta.url).pathname;
  mkdirSync(folder, { recursive: true });
  saveNet(trained.last, `${folder}net`, victim.precision);
  saveArray(`${folder}train.npy`, learned, pixels);
  saveArray(`${folder}held_out.npy`, heldOut, pixels);
  const { sizes } = trained.last;
  const loss = trained.loss.toExponential(1);
  console.log(`${victim.name}: ${victim.images} digits, ${sizes.join("-")}, loss ${loss} after ${trained.steps} steps`);
}
