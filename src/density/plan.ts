/**
 * A scenario as tensor programs: log prior and log likelihood of each independent part, with the gradient of their tempered
 * sum. The plan is plain data apart from opaque boxes, so a worker thread can be sent it.
 */

import type { EmittedProgram } from "../emit/emitted.ts";
import { emitJs } from "../emit/js.ts";
import { type Stage, splitAtCalls } from "../emit/stages.ts";
import type { Target } from "../emit/target.ts";
import type { Construction, DiscreteCoordinate } from "../inference/kernel.ts";
import type { CheckedScenario } from "../language/checked.ts";
import { add, constant, fill, input, mul, reshape, scatterAdd, stack, sum } from "../tensor/build.ts";
import { type Node, type Output, type Program, sizeOf } from "../tensor/node.ts";
import { reachable } from "../tensor/passes/dependencies.ts";
import { optimise, passes } from "../tensor/passes/optimise.ts";
import type { Rules } from "../tensor/passes/rewrite.ts";
import { gradientOf } from "./gradient-of.ts";
import {
  type ImportedRows,
  importableNets,
  importBoxes,
  importedRows,
  withNets,
  writeOutDerivatives,
} from "./import-boxes.ts";
import { bindPosition, discreteCoordinates, type Layout, layoutOf, withoutJacobians } from "./layout.ts";
import { findParts } from "./parts.ts";
import { type Term, termsOf } from "./terms.ts";

/** A program ready to run: generated code, or stages around opaque calls. */
export type Runnable =
  | { readonly kind: "code"; readonly code: EmittedProgram }
  | {
      readonly kind: "stages";
      readonly stages: readonly Stage[];
      readonly buffers: Readonly<Record<string, number>>;
      /** What the programs between the calls are emitted as. */
      readonly target: Target;
    };

export interface DensityPlan {
  readonly dimension: number;
  readonly partCount: number;
  readonly partOf: Int32Array;
  /** Discrete latents that stay in the position. */
  readonly discrete: readonly DiscreteCoordinate[];
  /** Buffers: position, temperature -> parts. */
  readonly value: Runnable;
  /** Buffers: position, temperature -> parts, gradient. */
  readonly gradient: Runnable;
  /** Rows that one evaluation asks of each imported net. */
  readonly rows: readonly ImportedRows[];
}

/** The programs before they are emitted, for `explain` and tests. */
export interface DensityPrograms {
  readonly layout: Layout;
  readonly terms: readonly Term[];
  readonly partCount: number;
  readonly partOf: Int32Array;
  readonly value: Program;
  readonly gradient: Program;
  readonly rows: readonly ImportedRows[];
  /**
   * What the passes were given: the value as the statements say it, and value and gradient as the value was differentiated,
   * with nets written out. Made anew each time it is asked for.
   */
  readonly written: () => { readonly value: Program; readonly gradient: Program };
}

/**
 * @param gradient how gradients through boxes are had: null for exactly, else by finite differences (boxes stay calls)
 * @param withJacobian false for the density of the constrained quantities, as a function of the unconstrained position
 * @param target what the programs are emitted as
 * @param rules the passes that are tried: measurements leave some out
 */
export function planDensity(
  scenario: CheckedScenario,
  gradient: Construction | null,
  withJacobian = true,
  target: Target = "auto",
  rules: readonly Rules[] = passes,
): DensityPlan {
  const programs = densityPrograms(scenario, gradient, withJacobian, rules);
  return {
    dimension: programs.layout.dimension,
    partCount: programs.partCount,
    partOf: programs.partOf,
    discrete: discreteCoordinates(programs.layout),
    value: makeRunnable(programs.value, target),
    gradient: makeRunnable(programs.gradient, target),
    rows: programs.rows,
  };
}

export function makeRunnable(program: Program, target: Target = "auto"): Runnable {
  const hasCalls = reachable(program.outputs.map((output) => output.node)).some(({ op }) => "box" in op);
  if (!hasCalls && target !== "tfjs") return { kind: "code", code: emitJs(program, { target }) };
  return { kind: "stages", stages: splitAtCalls(program), buffers: program.buffers, target };
}

export function densityPrograms(
  scenario: CheckedScenario,
  gradientSource: Construction | null,
  withJacobian = true,
  rules: readonly Rules[] = passes,
): DensityPrograms {
  const layout = layoutOf(scenario);
  const whole = bindPosition(layout);
  const binding = withJacobian ? whole : withoutJacobians(whole);
  const terms = termsOf(scenario, layout, binding);
  const parts = findParts(
    terms.map((term) => term.node),
    layout.dimension,
  );
  const nets = importableNets(scenario, gradientSource);
  // What is asked is differentiated itself: derivatives of nets must be programs by then.
  const asked = terms.map((term) => term.node);
  const written = writeOutDerivatives(asked, nets);
  const total = (kind: Term["kind"]) => partSums(terms, written, parts.ofTerms, kind, parts.count);
  const prior = total("prior");
  const likelihood = total("likelihood");
  const temperature = input("temperature", 0, [parts.count]);
  const buffers = { position: layout.dimension, temperature: parts.count, parts: 2 * parts.count };
  // Differentiated after a first optimisation: stable forms (log(sigmoid x)) must be in place before their derivatives are.
  const stated = stack([prior, likelihood], 1);
  const objectiveAndInputs: Program = {
    buffers: { ...buffers, objective: 1, inputs: layout.dimension },
    outputs: [
      { buffer: "parts", offset: 0, node: stated },
      { buffer: "objective", offset: 0, node: sum(add(prior, mul(temperature, likelihood))) },
      ...binding.bound.map(({ slot, input }) => ({ buffer: "inputs", offset: slot.offset, node: input })),
    ],
  };
  const first = optimise(objectiveAndInputs, rules);
  const [partsNode, objective, ...inputs] = first.outputs.map((output) => output.node);
  const gradients = gradientOf(objective, inputs);
  const valueOutputs: Output[] = [{ buffer: "parts", offset: 0, node: partsNode }];
  const gradientOutputs: Output[] = binding.bound.map(({ slot }, i) => ({
    buffer: "gradient",
    offset: slot.offset,
    node: gradients[i],
  }));
  const value = optimise({ buffers, outputs: valueOutputs }, rules);
  const derived: Program = {
    buffers: { ...buffers, gradient: layout.dimension },
    outputs: [...valueOutputs, ...gradientOutputs],
  };
  const gradient = optimise(derived, rules);
  const questions = written === asked ? [partsNode] : optimiseNodes(buffers, asked);
  const rows = importedRows(scenario.boxes, nets, questions, gradient);
  return {
    layout,
    terms,
    partCount: parts.count,
    partOf: parts.ofPosition,
    rows,
    written: () => ({
      value: withNets({ buffers, outputs: [{ buffer: "parts", offset: 0, node: stated }] }, nets),
      gradient: withNets(derived, nets),
    }),
    ...importBoxes(nets, value, gradient),
  };
}

/** Common questions are asked once, as in the program itself. */
function optimiseNodes(buffers: Program["buffers"], nodes: readonly Node[]): Node[] {
  const outputs = nodes.map((node) => ({ buffer: "parts", offset: 0, node }));
  return optimise({ buffers, outputs }).outputs.map((output) => output.node);
}

/**
 * [partCount]: the sum of each part's term elements of one kind.
 * @param nodes of the terms, in their order
 */
function partSums(
  terms: readonly Term[],
  nodes: readonly Node[],
  ofTerms: readonly Int32Array[],
  kind: Term["kind"],
  count: number,
): Node {
  let total = fill([count], 0);
  terms.forEach((term, i) => {
    if (term.kind === kind) total = add(total, sumByPart(nodes[i], ofTerms[i], count));
  });
  return total;
}

function sumByPart(node: Node, parts: Int32Array, count: number): Node {
  if (count === 1) return reshape(sum(node), [1]);
  const size = sizeOf(node.shape);
  const each = size / count;
  if (Number.isInteger(each) && each >= 1 && parts.every((part, i) => part === Math.floor(i / each))) {
    return sum(reshape(node, [count, each]), [1]);
  }
  return scatterAdd(reshape(node, [size]), constant(Float64Array.from(parts), [size]), 0, count);
}
