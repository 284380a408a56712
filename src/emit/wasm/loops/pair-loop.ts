/** Innermost loops that take two turns at once, on vectors of two doubles, and the turn that is left over alone. */
import type { Block } from "../../js/code.ts";
import type { Bytes } from "../encode.ts";
import { get, i32, repeatWhile, set } from "../instructions.ts";
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

/** Whether the loop can take two turns at once, and has enough of them. */
export function takesPairs({ step, body }: Loop, count: number): boolean {
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
export function pairLoop({ variable, body }: Loop, count: number, i: number, single: SingleStatements): Bytes {
  const { f, environment } = single.values;
  const constants = new PairConstants(f, environment);
  const after: Bytes[] = [];
  const copies = waitsForSums(body, single) ? Math.min(2, count >> 2) : 1;
  const turns = Array.from({ length: copies }, (_, copy) => {
    const own = copy === 0 ? i : f.lasting("i32");
    const pairs = new PairValues(single.values, constants, body);
    pairs.add(variable, { kind: "even", local: own, more: 1 });
    const statements = new PairStatements(pairs, single, after);
    const first = copy === 0 ? [] : set(own, i32.add(get(i), i32.const(2 * copy)));
    return [first, body.statements.map((statement) => statements.write(statement))];
  });
  const width = 2 * copies;
  const rest = count % width;
  const next = (by: number) => set(i, i32.add(get(i), i32.const(by)));
  const whileBelow = (end: number) => i32.lt(get(i), i32.const(end));
  const code = [
    constants.before,
    set(i, i32.const(0)),
    repeatWhile([turns, next(width)], whileBelow(count - rest)),
    after,
  ];
  constants.release();
  // the locals of the definitions are those of single turns now
  if (rest === 0) return code;
  const alone = body.statements.map((statement) => single.statement(statement));
  return [code, rest === 1 ? alone : repeatWhile([alone, next(1)], whileBelow(count))];
}

/** Whether so little is computed in a turn that sums wait for each other: then two pairs have sums of their own. */
function waitsForSums({ statements }: Block, { used }: SingleStatements): boolean {
  const computed = statements.flatMap((each) => (each.kind === "define" && used.has(each.target) ? each : []));
  const isLong = computed.some(
    ({ op, name }) => op === "exp" || op === "tanh" || (op === "call" && !ownFunctions[name]),
  );
  return !isLong && computed.length <= mostCopied && statements.some(({ kind }) => kind === "accumulate");
}
