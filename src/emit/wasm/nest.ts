/**
 * Loops of a program as WebAssembly functions: innermost loops take two turns at once where they can, all others one. Works on the
 * statements that the JavaScript is printed from.
 */
import type { Statement, Value, Variable } from "../js/code.ts";
import type { Bytes, WasmFunction } from "./encode.ts";
import { FunctionWriter } from "./function.ts";
import { f64, get, i32, repeatWhile, set } from "./instructions.ts";
import { type Environment, type Loop, Unsupported } from "./loops/environment.ts";
import { kindOf } from "./loops/kinds.ts";
import { outsideOf } from "./loops/outside.ts";
import { pairLoop, pairRange, takesPairs } from "./loops/pair-loop.ts";
import { type Lasting, SingleStatements } from "./loops/single-statements.ts";
import { SingleValues } from "./loops/single-values.ts";

export interface Nest {
  readonly function: WasmFunction;
  /** What the function is told, in the order of its parameters. */
  readonly args: readonly Variable[];
  /** What it leaves at the beginning of the results, in order. */
  readonly results: readonly Variable[];
}

/**
 * The function that does what the loop does. Throws `Unsupported` where something in it has no form.
 * @param begins what the variables that the loop changes are before it, by variable
 */
export function nestFunction(
  loop: Loop,
  name: string,
  begins: ReadonlyMap<Variable, number>,
  environment: Environment,
): Nest {
  const { used, read: args, changed: results } = outsideOf(loop, (array) => environment.base(array));
  const f = new FunctionWriter(args.map((arg) => (kindOf(arg) === "number" ? "f64" : "i32")));
  const values = new SingleValues(f, environment, args);
  const begin = results.map((variable) => {
    const start = begins.get(variable);
    if (start === undefined) throw new Unsupported("a sum that begins elsewhere");
    return set(values.declare(variable, "f64"), f64.const(start));
  });
  const lasting: Lasting = { sums: new Set(results), begin: [], end: [] };
  const body = loopOf(loop, new SingleStatements(values, used, lasting));
  const address = results.length === 0 ? 0 : environment.results(results.length);
  const end = results.map((variable, i) => f64.store(i32.const(address + 8 * i), get(values.localOf(variable))));
  return { function: f.finish(name, [begin, lasting.begin, body, lasting.end, end]), args, results };
}

function loopOf(loop: Loop, single: SingleStatements): Bytes {
  if (typeof loop.end !== "string") return rangeOf(loop, loop.end, single);
  const count = Number(loop.end);
  if (loop.down || !Number.isInteger(count)) throw new Unsupported("a loop of another kind");
  if (count === 0) return [];
  const i = single.values.declare(loop.variable, "i32");
  if (takesPairs(loop, count)) return pairLoop(loop, count, i, single);
  return [set(i, i32.const(0)), repeatWhile(turnOf(loop, i, single), i32.lt(get(i), i32.const(count)))];
}

/** A loop over whole numbers that are known when it begins, of one or more turns. */
function rangeOf(loop: Loop, end: Value, single: SingleStatements): Bytes {
  const { values } = single;
  const i = values.declare(loop.variable, "i32");
  const last = values.f.lasting("i32");
  const begin = set(last, values.whole(end));
  const start = values.whole(loop.start);
  if (takesPairs(loop)) return [begin, pairRange(loop, start, last, i, single)];
  return [begin, set(i, start), repeatWhile(turnOf(loop, i, single), i32.lt(get(i), get(last)))];
}

/** The statements of a turn, and the step to the next one. */
function turnOf({ body, step }: Loop, i: number, single: SingleStatements): Bytes {
  const each = (statement: Statement) =>
    statement.kind === "loop" ? loopOf(statement, single) : single.statement(statement);
  return [body.statements.map(each), set(i, i32.add(get(i), i32.const(step)))];
}
