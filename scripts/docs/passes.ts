/** The table of passes: what the first lines of their golden files say, in the order in which they are tried. */
import { readFileSync } from "node:fs";
import { namedPasses } from "../../src/tensor/passes/optimise.ts";
import { table } from "./regions.ts";

const folder = "test/tensor/passes/golden";

export function passTable(): string {
  const names = ["sharing", ...Object.keys(namedPasses), "sorted-segments", "contracted-gradients"];
  const rows = names.map((name) => {
    const [about] = readFileSync(new URL(`../../${folder}/${name}.txt`, import.meta.url), "utf8").split("\n");
    return [`[${name}](../${folder}/${name}.txt)`, about];
  });
  return table(["pass", "what it does"], rows);
}
