/** What can be asked in an expression: a black box, or a network whose weights are latent. */
import type { ParameterLayout } from "../blackbox/parameters.ts";
import { importNet } from "../blackbox/tfjs/import.ts";
import { batch } from "../tensor/batch.ts";
import { broadcast, call, callVjp, constant, input, parameterGradient, stack, transpose } from "../tensor/build.ts";
import { differentiate } from "../tensor/differentiate.ts";
import { type Node, sizeOf } from "../tensor/node.ts";
import { substitute } from "../tensor/passes/substitute.ts";
import { shapeOf } from "./axes.ts";
import type { Axis, Box, Latent, Network } from "./checked.ts";

/** Rows are x [rows, input]. */
export interface Subject {
  readonly name: string;
  readonly inputAxes: readonly Axis[];
  readonly outputAxes: readonly Axis[];
  readonly parameters: ParameterLayout;
  /** Present where access must grant what is asked. */
  readonly box?: Box;
  /** [rows, output] */
  answer(x: Node): Node;
  /** The derivative of every output by every input, [rows, output, input]. */
  gradient(x: Node): Node;
  /** All weights, [weights]. */
  weights(): Node;
  /** The derivative of every output by every weight, [rows, output, weights]. */
  parameterGradient(x: Node): Node;
}

export function subjectOfBox(box: Box): Subject {
  const { name, inputAxes, outputAxes } = box;
  const { parameters } = box.model;
  const outputs = sizeOf(shapeOf(outputAxes));
  return {
    name,
    inputAxes,
    outputAxes,
    parameters,
    box,
    answer: (x) => call(name, x, [x.shape[0], outputs]),
    gradient: (x) => jacobian((cotangent) => callVjp(name, x, cotangent), x.shape[0], outputs),
    weights: () => constant(parameters.values, [parameters.size]),
    parameterGradient: (x) => parameterGradient(name, x, outputs, parameters.size),
  };
}

/** @param latent the weights */
export function subjectOfNetwork(network: Network, latent: Latent): Subject {
  const { name, net, parameters, inputAxes, outputAxes } = network;
  const outputs = sizeOf(net.outputShape);
  const answer = (x: Node) => importNet(net, x, latent.node);
  return {
    name,
    inputAxes,
    outputAxes,
    parameters,
    answer,
    gradient: (x) => {
      // Where x depends on the weights itself, the derivative is by the input alone.
      const asked = input("asked", 0, x.shape);
      const answers = answer(asked);
      const rows = jacobian((cotangent) => differentiate(answers, [asked], cotangent)[0], x.shape[0], outputs);
      return substitute([rows], (node) => (node === asked ? x : undefined))[0];
    },
    weights: () => latent.node,
    parameterGradient: (x) => parameterGradient(name, x, outputs, parameters.size, latent.node),
  };
}

/** Outputs whose derivatives are written one after the other, with the answers in common; more become rows of one question. */
const MOST_WRITTEN = 16;

/** The derivative of every output, [rows, output, input], from products with a cotangent [rows, output]. */
function jacobian(product: (cotangent: Node) => Node, rows: number, outputs: number): Node {
  const units = new Float64Array(outputs * outputs);
  for (let output = 0; output < outputs; output++) units[output * outputs + output] = 1;
  if (outputs <= MOST_WRITTEN) {
    const each = Array.from({ length: outputs }, (_, output) => {
      const unit = constant(units.slice(output * outputs, (output + 1) * outputs), [outputs]);
      return product(broadcast(unit, [rows, outputs], [1]));
    });
    return stack(each, 1);
  }
  const cotangent = input("cotangent", 0, [rows, outputs]);
  const all = broadcast(constant(units, [outputs, outputs]), [outputs, rows, outputs], [0, 2]);
  return transpose(batch([product(cotangent)], new Map([[cotangent, all]]))[0], [1, 0, 2]);
}

/** The axis that the weights of a box or network share with derivatives by them. */
export function parameterAxis({ name, parameters }: Pick<Subject, "name" | "parameters">): Axis {
  return { name: `parameter(${name})`, size: parameters.size };
}
