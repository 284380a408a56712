/** Functions of the data side: known numbers in, known numbers out, by the engine that is loaded for scenarios that call them. */
import { constant } from "../../tensor/build.ts";
import { reduceGroups } from "../../tensor/element-maps.ts";
import { constantValue } from "../../tensor/evaluate.ts";
import { sizeOf } from "../../tensor/node.ts";
import { shapeOf } from "../axes.ts";
import type { Axis, Value } from "../checked.ts";
import { at } from "../context.ts";
import { dataSideOnly, noResult } from "../diagnostics/data-side.ts";
import { fail } from "../diagnostics/make.ts";
import { wrongRank } from "../diagnostics/shapes.ts";
import { whatIsUnknown } from "../known.ts";
import type { MathEngine } from "../mathematics/engine.ts";
import type { Grid } from "../mathematics/grid.ts";
import { checkMissing } from "../missing.ts";
import type { BuiltinFunction, FunctionCall } from "./function.ts";

export interface DataSideCall extends FunctionCall {
  readonly math: MathEngine;
  readonly name: string;
  /** What does the same, or nearly, in a density. */
  readonly instead: string;
}

type Definition = Omit<BuiltinFunction, "apply" | "options" | "isDataSide"> & {
  readonly options?: readonly string[];
  readonly instead: string;
  apply(call: DataSideCall): Value;
};

export function dataSide(definition: Definition): BuiltinFunction {
  const { name, instead, options = [] } = definition;
  return {
    ...definition,
    options,
    isDataSide: true,
    apply(call) {
      const { math } = call.context.resources;
      if (math === undefined) throw new Error(`mathematics was not loaded for ${name}`);
      return definition.apply({ ...call, math, name, instead });
    },
  };
}

/** The numbers of an argument, row-major. */
export function knownNumbers(call: DataSideCall, i: number): Float64Array {
  const { context, args, argExpressions, name, instead } = call;
  const numbers = constantValue(args[i].node);
  if (numbers === undefined) {
    const unknown = whatIsUnknown(context, args[i].node);
    return fail(dataSideOnly(at(context, argExpressions[i]), name, unknown, instead));
  }
  checkMissing(context, argExpressions[i], args[i]);
  return numbers;
}

/** An argument that is a matrix. */
export function knownMatrix(call: DataSideCall, i: number): Grid {
  const { context, args, argExpressions, name } = call;
  const { axes } = args[i];
  if (axes.length !== 2) fail(wrongRank(at(context, argExpressions[i]), name, "a matrix", axes));
  return { rows: axes[0].size, columns: axes[1].size, data: knownNumbers(call, i) };
}

export function knownSquare(call: DataSideCall, i: number): Grid {
  const { context, args, argExpressions, name } = call;
  const { axes } = args[i];
  if (axes.length !== 2 || axes[0].size !== axes[1].size)
    fail(wrongRank(at(context, argExpressions[i]), name, "a square matrix", axes));
  return knownMatrix(call, i);
}

export function refuse(call: DataSideCall, i: number, what: string, remedy: string): never {
  return fail(noResult(at(call.context, call.argExpressions[i]), call.name, what, remedy));
}

export function known(data: Float64Array | readonly number[], axes: readonly Axis[]): Value {
  return { node: constant(data, shapeOf(axes)), axes };
}

/** A number for each group of elements that differ along `over` only. */
export function reduceKnown(
  numbers: Float64Array,
  axes: readonly Axis[],
  over: readonly number[],
  reduce: (values: readonly number[]) => number,
): Value {
  const kept = axes.filter((_, i) => !over.includes(i));
  const groups: number[][] = Array.from({ length: sizeOf(shapeOf(kept)) }, () => []);
  reduceGroups(shapeOf(axes), over).forEach((group, i) => {
    groups[group].push(numbers[i]);
  });
  return known(groups.map(reduce), kept);
}
