/**
 * Loops of a program as WebAssembly functions: innermost loops take two turns at once where they can, all others one. Works on the
 * statements that the JavaScript is printed from.
 */
import type { Statement, Variable } from "../js/code.ts";
import type { Bytes, WasmFunction } from "./encode.ts";
import { FunctionWriter } from "./function.ts";
import { f64, get, i32, repeatWhile, set } from "./instructions.ts";
import { type Environment, type Loop, Unsupported } from "./loops/environment.ts";
import { kindOf } from "./loops/kinds.ts";
import { outsideOf } from "./loops/outside.ts";
import { pairLoop, takesPairs } from "./loops/pair-loop.ts";
import { SingleStatements } from "./loops/single-statements.ts";
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
  const body = loopOf(loop, new SingleStatements(values, used));
  const address = results.length === 0 ? 0 : environment.results(results.length);
  const end = results.map((variable, i) => f64.store(i32.const(address + 8 * i), get(values.localOf(variable))));
  return { function: f.finish(name, [begin, body, end]), args, results };
}

function loopOf(loop: Loop, single: SingleStatements): Bytes {
  const count = Number(loop.end);
  if (loop.down || !Number.isInteger(count)) throw new Unsupported("a loop of another kind");
  if (count === 0) return [];
  const i = single.values.declare(loop.variable, "i32");
  if (takesPairs(loop, count)) return pairLoop(loop, count, i, single);
  const next = set(i, i32.add(get(i), i32.const(loop.step)));
  const each = (statement: Statement) =>
    statement.kind === "loop" ? loopOf(statement, single) : single.statement(statement);
  const turn = loop.body.statements.map(each);
  return [set(i, i32.const(0)), repeatWhile([turn, next], i32.lt(get(i), i32.const(count)))];
}
