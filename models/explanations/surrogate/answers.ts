/** What a victim answers, read back from the files it was saved in. */
import { loadModel } from "../../../src/blackbox/load.ts";
import { nodeFiles } from "../../../src/blackbox/node-files.ts";
import { isModelProblem } from "../../../src/blackbox/problem.ts";
import { constant } from "../../../src/tensor/build.ts";
import { evaluate } from "../../../src/tensor/evaluate.ts";

/**
 * @param folder holds model.json
 * @param rows inputs [n, inputs], row-major
 * @returns scores [n, classes]
 */
export async function answersOf(folder: string, rows: Float64Array, inputs: number): Promise<Float64Array> {
  const loaded = await loadModel("tfjs", "model.json", nodeFiles([folder]));
  if (isModelProblem(loaded) || loaded.importInto === undefined) throw new Error("the saved net cannot be read back");
  return evaluate([loaded.importInto(constant(rows, [rows.length / inputs, inputs]))], {})[0];
}
