/** A scalar distribution as functions of numbers, compiled from its tensor expressions: for samplers that invert or enumerate. */
import { compileProgram } from "../../emit/compile.ts";
import { constant, input, scalar } from "../../tensor/build.ts";
import { evaluate } from "../../tensor/evaluate.ts";
import { type Node, type Shape, sizeOf } from "../../tensor/node.ts";
import { optimise } from "../../tensor/passes/optimise.ts";
import type { Distribution } from "../distribution.ts";
import { boundsOf, meet } from "./hull.ts";
import { logMass } from "./mass.ts";
import { UnknownRange } from "./sums.ts";

/** A function of x for the arguments that were last given to `numeric`. */
export type NumericFunction = (x: number) => number;

export interface Numeric {
  readonly logDensity: NumericFunction;
  readonly logCdf: NumericFunction;
  readonly logCcdf: NumericFunction;
  /** log P(lower <= X <= upper) of continuous ones; bounds may be infinite, and beyond the support. */
  readonly logMass: (lower: number, upper: number) => number;
  /** Of the support; infinite where it is unbounded. They do not depend on x. */
  readonly lower: NumericFunction;
  readonly upper: NumericFunction;
}

type FunctionOfTwo = (x: number, y?: number) => number;

interface Compiled extends Numeric {
  /** Where the functions read the arguments, one after the other. */
  readonly flat: Float64Array;
}

const compiled = new WeakMap<Distribution, Map<string, Compiled>>();

/** The functions at these arguments: one array for each parameter, whose size tells the shape of vectors and matrices. */
export function numeric(distribution: Distribution, args: readonly Float64Array[]): Numeric {
  const key = args.map((values) => values.length).join();
  const known = compiled.get(distribution) ?? new Map<string, Compiled>();
  compiled.set(distribution, known);
  const found = known.get(key) ?? make(distribution, args);
  known.set(key, found);
  let offset = 0;
  for (const values of args) {
    found.flat.set(values, offset);
    offset += values.length;
  }
  return found;
}

function make(distribution: Distribution, args: readonly Float64Array[]): Compiled {
  const shapes = args.map((values, i) => shapeOf(distribution.parameters[i].rank, values.length));
  const x = input("x", 0, []);
  const y = input("x", 1, []);
  const nodes: Node[] = [];
  let total = 0;
  for (const shape of shapes) {
    nodes.push(input("args", total, shape));
    total += sizeOf(shape);
  }
  const flat = new Float64Array(total);
  // Sums over counts go over known ranges: such an expression is made anew for each x, with the arguments as they are.
  const constants = () => {
    let offset = 0;
    return shapes.map((shape) => {
      const values = flat.slice(offset, offset + sizeOf(shape));
      offset += values.length;
      return constant(values, shape);
    });
  };
  /** Compiled when first asked: a function of x, or of x and a second number. */
  const lazily = (
    node: (x: Node, args: readonly Node[], y: Node) => Node | undefined,
    otherwise: number,
  ): FunctionOfTwo => {
    let run: FunctionOfTwo | undefined;
    const interpret: FunctionOfTwo = (at, other = at) => {
      const known = node(scalar(at), constants(), scalar(other));
      return known === undefined ? otherwise : evaluate([known], {})[0][0];
    };
    const start = (): FunctionOfTwo => {
      try {
        return compile(node(x, nodes, y), otherwise, flat);
      } catch (problem) {
        if (problem instanceof UnknownRange) return interpret;
        throw problem;
      }
    };
    return (at, other) => {
      run ??= start();
      return run(at, other);
    };
  };
  const bounds = (args: readonly Node[]) => boundsOf(distribution.support(args), []);
  const logCdf = lazily((x, args) => distribution.logCdf?.(x, args), Number.NaN);
  const logCcdf = lazily((x, args) => distribution.logCcdf?.(x, args), Number.NaN);
  const logBetween = lazily(
    (lower, args, upper) => logMass(distribution, args, meet({ lower, upper }, bounds(args) ?? {})),
    Number.NaN,
  );
  return {
    flat,
    logDensity: lazily((x, args) => distribution.logDensity(x, args), Number.NaN),
    logCdf,
    logCcdf,
    logMass(lower, upper) {
      if (lower === Number.NEGATIVE_INFINITY) return upper === Number.POSITIVE_INFINITY ? 0 : logCdf(upper);
      return upper === Number.POSITIVE_INFINITY ? logCcdf(lower) : logBetween(lower, upper);
    },
    lower: lazily((_, args) => bounds(args)?.lower, Number.NEGATIVE_INFINITY),
    upper: lazily((_, args) => bounds(args)?.upper, Number.POSITIVE_INFINITY),
  };
}

function shapeOf(rank: number, size: number): Shape {
  const n = Math.round(Math.sqrt(size));
  return rank === 0 ? [] : rank === 1 ? [size] : [n, n];
}

function compile(node: Node | undefined, otherwise: number, flat: Float64Array): FunctionOfTwo {
  if (node === undefined) return () => otherwise;
  const run = compileProgram(
    optimise({ buffers: { x: 2, args: flat.length, out: 1 }, outputs: [{ buffer: "out", offset: 0, node }] }),
  );
  const at = new Float64Array(2);
  const out = new Float64Array(1);
  const buffers = [at, flat, out];
  return (x, y = x) => {
    at[0] = x;
    at[1] = y;
    run(1, buffers);
    return out[0];
  };
}
