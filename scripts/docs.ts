/** Writes the tables in docs/ that are made of declarations: `npm run docs`. */
import { readFileSync, writeFileSync } from "node:fs";
import { makers, pages } from "./docs/makers.ts";
import { withRegions } from "./docs/regions.ts";

for (const name of pages) {
  const file = new URL(`../${name}`, import.meta.url);
  const before = readFileSync(file, "utf8");
  const after = withRegions(before, makers);
  if (after !== before) writeFileSync(file, after);
  console.log(`${name}${after === before ? "" : ", changed"}`);
}
