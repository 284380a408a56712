/** Draws without end into a run folder, until it is killed: draw i of chain c is [i, i / 3, -c]. */
import { createRun } from "../../src/runs/store.ts";
import { start } from "./start.ts";

const store = createRun({ root: process.argv[2] }, start, ["n", "x[0,0]", "x[0,1]"]);
process.stdout.write(`${store.directory}\n`);
for (let i = 0; ; i++) {
  for (const chain of [0, 1]) store.append(chain, [i, i / 3, -chain], { step_size: 1 / (i + 1) });
  if (i % 1000 === 0) await new Promise((next) => setImmediate(next));
}
