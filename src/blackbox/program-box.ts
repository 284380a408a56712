/** A black box made of an imported net compiled to JavaScript: float64, exact derivatives, each row by itself. */
import { compileProgram } from "../emit/compile.ts";
import { input, reshape } from "../tensor/build.ts";
import { differentiate } from "../tensor/differentiate.ts";
import { type Program, sizeOf } from "../tensor/node.ts";
import { optimise } from "../tensor/passes/optimise.ts";
import type { BlackBox, LoadedModel } from "./provider.ts";

/**
 * One lane of the compiled programs is one row, so a row's answer cannot depend on its batch. Used where every row asked must be
 * counted, as under `access scores` with finite differences, and to compare an imported net with its runtime.
 * @throws Error when the model was not imported
 */
export function programBox(name: string, model: LoadedModel): BlackBox {
  if (model.importInto === undefined) throw new Error(`${name} is no imported net`);
  const inputSize = sizeOf(model.inputShape);
  const outputSize = sizeOf(model.outputShape);
  const x = input("x", 0, [1, ...model.inputShape]);
  const y = model.importInto(x);
  const cotangent = reshape(input("cotangent", 0, [outputSize]), y.shape);
  const [gradient] = differentiate(y, [x], cotangent);
  const value: Program = { buffers: { x: inputSize, y: outputSize }, outputs: [{ buffer: "y", offset: 0, node: y }] };
  const product: Program = {
    buffers: { x: inputSize, cotangent: outputSize, gradient: inputSize },
    outputs: [{ buffer: "gradient", offset: 0, node: gradient }],
  };
  const call = compileProgram(optimise(value));
  const vjp = compileProgram(optimise(product));
  return {
    name,
    inputSize,
    outputSize,
    call: (inputs, rows, outputs) => call(rows, [inputs, outputs]),
    vjp: (inputs, cotangents, rows, out) => vjp(rows, [inputs, cotangents, out]),
    cost: { call: 1, vjp: 1 },
    precision: "float64",
    batchInvariant: true,
    dispose: () => {},
  };
}
