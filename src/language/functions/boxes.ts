/** Functions that ask a black box or a network: their first argument is its name. */
import { askGradient, askLabel, askParameterGradient, askParameters } from "../asking.ts";
import type { BuiltinFunction } from "./function.ts";

export const boxes: readonly BuiltinFunction[] = [
  {
    name: "label",
    signature: "label(f, x)",
    documentation: "the index of the largest score of the model f at x",
    arity: [2, 2],
    options: [],
    raw: true,
    apply: ({ context, expression }) => askLabel(context, expression),
  },
  {
    name: "gradient",
    signature: "gradient(f, x)",
    documentation: "the derivative of every score of the model f by every input at x, [batch, output, input]",
    arity: [2, 2],
    options: [],
    raw: true,
    apply: ({ context, expression }) => askGradient(context, expression),
  },
  {
    name: "parameters",
    signature: "parameters(f)",
    documentation:
      "the weights of the model f as one vector in the order of its file; `parameters(f).layer.kernel` is one of them",
    arity: [1, 1],
    options: [],
    raw: true,
    apply: ({ context, expression }) => askParameters(context, expression),
  },
  {
    name: "parameter_gradient",
    signature: "parameter_gradient(f, x)",
    documentation: "the derivative of every score of the model f by every weight at x, [batch, output, parameter(f)]",
    arity: [2, 2],
    options: [],
    raw: true,
    apply: ({ context, expression }) => askParameterGradient(context, expression),
  },
];
