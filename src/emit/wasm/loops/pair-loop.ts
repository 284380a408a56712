/** Innermost loops that take two turns at once, on vectors of two doubles, and the turn that is left over alone. */
import type { Block } from "../../js/code.ts";
import type { Bytes } from "../encode.ts";
import { get, i32, repeatWhile, set, when } from "../instructions.ts";
import type { Loop } from "./environment.ts";
import { ownFunctions } from "./operations.ts";
import { PairConstants } from "./pair-constants.ts";
import { PairStatements } from "./pair-statements.ts";
import { PairValues } from "./pair-values.ts";
import type { SingleStatements } from "./single-statements.ts";

/** Operations of a turn that are written twice. */
const mostCopied = 24;

/** Turns below which a loop takes one at a time. */
const shortest = 4;

/** Whether the loop can take two turns at once, and has enough of them where their number is known. */
export function takesPairs({ step, body }: Loop, count = shortest): boolean {
  return step === 1 && count >= shortest && isInnermost(body);
}

/** Whether nothing in the block must be done one turn after the other. */
function isInnermost(block: Block): boolean {
  return block.statements.every(
    ({ kind, ...rest }) =>
      kind === "define" ||
      kind === "collect" ||
      kind === "store" ||
      (kind === "accumulate" && "op" in rest && rest.op !== "argmax" && rest.op !== "argmin"),
  );
}

/**
 * The loop, which `takesPairs`.
 * @param count of turns
 * @param i the local of the loop's variable
 */
export function pairLoop(loop: Loop, count: number, i: number, single: SingleStatements): Bytes {
  const copies = waitsForSums(loop.body, single) ? Math.min(2, count >> 2) : 1;
  const { before, turns, after } = pairsOf(loop, copies, i, single);
  const width = 2 * copies;
  const rest = count % width;
  const whileBelow = (end: number) => i32.lt(get(i), i32.const(end));
  const code = [before, set(i, i32.const(0)), repeatWhile([turns, next(i, width)], whileBelow(count - rest)), after];
  if (rest === 0) return code;
  const alone = aloneOf(loop, single);
  return [code, rest === 1 ? alone : repeatWhile([alone, next(i, 1)], whileBelow(count))];
}

/**
 * The same for a loop over whole numbers that are known when it begins.
 * @param start the first of them
 * @param end the local of the one behind the last
 */
export function pairRange(loop: Loop, start: Bytes, end: number, i: number, single: SingleStatements): Bytes {
  const { before, turns, after } = pairsOf(loop, 1, i, single);
  const last = single.values.f.lasting("i32");
  const hasTwo = i32.lt(get(i), get(last));
  const hasOne = i32.lt(get(i), get(end));
  return [
    set(i, start),
    set(last, i32.sub(get(end), i32.const(1))),
    when(hasTwo, [before, repeatWhile([turns, next(i, 2)], hasTwo), after]),
    when(hasOne, aloneOf(loop, single)),
  ];
}

const next = (i: number, by: number) => set(i, i32.add(get(i), i32.const(by)));

/** What so many pairs of turns do, what begins them and what ends them. */
function pairsOf({ variable, body }: Loop, copies: number, i: number, single: SingleStatements) {
  const { f, environment } = single.values;
  const constants = new PairConstants(f, environment);
  const after: Bytes[] = [];
  const turns = Array.from({ length: copies }, (_, copy) => {
    const own = copy === 0 ? i : f.lasting("i32");
    const pairs = new PairValues(single.values, constants, body);
    pairs.add(variable, { kind: "even", local: own, more: 1 });
    const statements = new PairStatements(pairs, single, after);
    const first = copy === 0 ? [] : set(own, i32.add(get(i), i32.const(2 * copy)));
    return [first, body.statements.map((statement) => statements.write(statement))];
  });
  constants.release();
  return { before: constants.before, turns, after };
}

/** A turn by itself; the locals of its definitions are those of single turns from here on. */
function aloneOf({ body }: Loop, single: SingleStatements): Bytes {
  return body.statements.map((statement) => single.statement(statement));
}

/** Whether so little is computed in a turn that sums wait for each other: then two pairs have sums of their own. */
function waitsForSums({ statements }: Block, { used }: SingleStatements): boolean {
  const computed = statements.flatMap((each) => (each.kind === "define" && used.has(each.target) ? each : []));
  const isLong = computed.some(
    ({ op, name }) => op === "exp" || op === "tanh" || (op === "call" && !ownFunctions[name]),
  );
  return !isLong && computed.length <= mostCopied && statements.some(({ kind }) => kind === "accumulate");
}
