/** Splits a long body into functions: V8 does not optimise functions above 60 kB of bytecode. */
import type { Block, Statement, Value, Variable } from "./code.ts";
import { effectArgs } from "./print.ts";

/** A piece of the body: what it takes from earlier pieces and what it leaves for later ones. */
export interface Piece {
  readonly statements: readonly Statement[];
  readonly takes: readonly Variable[];
  readonly leaves: readonly Variable[];
}

/** Operations in one function; with about 9 bytes of bytecode each, well below the limit. */
export const pieceSize = 2000;

/** The statements of a block in pieces of at most `limit` operations, where loops are not cut; one piece when it is short. */
export function splitBlock(block: Block, isUsed: (variable: Variable) => boolean, limit = pieceSize): Piece[] {
  const statements = block.statements.filter((s) => s.kind !== "define" || isUsed(s.target));
  const groups = groupsOf(statements, isUsed, limit);
  const home = new Map<Variable, number>();
  const takes = groups.map(() => new Set<Variable>());
  const leaves = groups.map(() => new Set<Variable>());
  for (const [g, group] of groups.entries()) {
    for (const statement of group) {
      for (const value of namesIn(statement, isUsed)) {
        const from = home.get(value);
        if (from === undefined || from === g) continue;
        takes[g].add(value);
        leaves[from].add(value);
      }
      if (statement.kind === "define" || statement.kind === "declare" || statement.kind === "carry")
        home.set(statement.target, g);
    }
  }
  return groups.map((list, g) => ({ statements: list, takes: [...takes[g]], leaves: [...leaves[g]] }));
}

/** Cuts between statements, but not between the declaration of a sum and the last loop that adds to it. */
function groupsOf(
  statements: readonly Statement[],
  isUsed: (variable: Variable) => boolean,
  limit: number,
): Statement[][] {
  const lastChange = new Map<Variable, number>();
  for (const [i, statement] of statements.entries()) for (const sum of sumsIn(statement)) lastChange.set(sum, i);
  const groups: Statement[][] = [[]];
  let size = 0;
  let busyUntil = -1;
  for (const [i, statement] of statements.entries()) {
    const more = sizeOf(statement, isUsed);
    if (size > 0 && size + more > limit && i > busyUntil) {
      groups.push([]);
      size = 0;
    }
    groups[groups.length - 1].push(statement);
    size += more;
    if (statement.kind === "declare" || statement.kind === "carry")
      busyUntil = Math.max(busyUntil, lastChange.get(statement.target) ?? i);
  }
  return groups;
}

function sumsIn(statement: Statement): Variable[] {
  if (statement.kind === "loop") return statement.body.statements.flatMap(sumsIn);
  if (statement.kind === "assign") return [statement.target];
  if (statement.kind === "kernel") return [...statement.results];
  if (statement.kind === "collect") return [statement.sum, statement.product];
  if (statement.kind !== "accumulate") return [];
  return statement.best ? [statement.target, statement.best] : [statement.target];
}

/** Operations in a statement; those whose text is several statements count more. */
function sizeOf(statement: Statement, isUsed: (variable: Variable) => boolean): number {
  if (statement.kind === "loop") return statement.body.statements.reduce((sum, s) => sum + sizeOf(s, isUsed), 1);
  if (statement.kind !== "define") return 1;
  if (!isUsed(statement.target)) return 0;
  return statement.name.includes(" ") ? 25 : 1;
}

/** The variables that a statement reads, at any depth. */
function namesIn(statement: Statement, isUsed: (variable: Variable) => boolean): Variable[] {
  const names = (values: readonly (Value | undefined)[]) => values.filter((v): v is Variable => v?.kind === "variable");
  if (statement.kind === "define") return isUsed(statement.target) ? names(statement.args) : [];
  const own = names(effectArgs(statement));
  if (statement.kind !== "loop") return own;
  return [...own, ...statement.body.statements.flatMap((inner) => namesIn(inner, isUsed))];
}
