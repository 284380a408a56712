/**
 * One pair of the study, as JSON on the standard output: `node --import tsx models/inverse_estimation/study.ts iris forest`.
 * `verify/inverse_estimation.ts` runs all of them.
 */
import { kinds } from "./learners.ts";
import { fullPlan, runPair } from "./pair.ts";
import { gaussianSets, readSet, realSets } from "./sets.ts";

const [, , setName, kindName] = process.argv;
const set = [...realSets, ...gaussianSets].find((name) => name === setName);
const kind = ([...kinds, "constant"] as const).find((name) => name === kindName);
if (set === undefined || kind === undefined) throw new Error("a data set and a kind of model are expected");
process.stdout.write(`${JSON.stringify(await runPair(readSet(set), kind, fullPlan))}\n`);
