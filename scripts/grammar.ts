/** Writes the files that are made of the grammar: `npm run grammar`. */
import { writeFileSync } from "node:fs";
import { grammarFiles } from "../grammar/export/files.ts";

for (const [name, make] of Object.entries(grammarFiles)) {
  writeFileSync(new URL(`../grammar/${name}`, import.meta.url), make());
  console.log(`grammar/${name}`);
}
