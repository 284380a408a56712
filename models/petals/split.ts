/**
 * Writes measured.csv and held_out.csv: of the 150 flowers of ../iris/iris.csv every third is held out.
 * `node --import tsx models/petals/split.ts`
 */
import { readFileSync, writeFileSync } from "node:fs";

const here = new URL(".", import.meta.url).pathname;
const [header, ...flowers] = readFileSync(`${here}../iris/iris.csv`, "utf8").trim().split("\n");
/** Petal length, petal width, species. */
const petals = (line: string) => line.split(",").slice(2).join(",");

function write(file: string, rows: readonly string[]): void {
  writeFileSync(`${here}${file}`, `${[header, ...rows].map(petals).join("\n")}\n`);
  console.log(`${file}: ${rows.length} flowers`);
}

write(
  "measured.csv",
  flowers.filter((_, i) => i % 3 !== 2),
);
write(
  "held_out.csv",
  flowers.filter((_, i) => i % 3 === 2),
);
