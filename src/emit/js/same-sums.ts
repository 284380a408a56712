/** Sums of the same terms: one of them is added up, the others are copies of it. */
import { type Block, keyOfValue, type Statement, type Variable } from "./code.ts";

/** Leaves out of a block, and of the loops in it, what only repeats how another sum that begins there is added up. */
export function shareSums(block: Block): void {
  const changes = new Map<Variable, string[]>();
  const last = new Map<Variable, number>();
  const busy = new Set<Variable>();
  const visit = ({ statements }: Block, place: string, at?: number) => {
    for (const [i, statement] of statements.entries()) {
      const top = at ?? i;
      if (statement.kind === "loop") visit(statement.body, `${place}/${i}`, top);
      else if (statement.kind === "collect") busy.add(statement.sum);
      else if (statement.kind === "accumulate" && statement.op === "sum") {
        const list = changes.get(statement.target) ?? [];
        list.push(`${place} ${keyOfValue(statement.value)}`);
        changes.set(statement.target, list);
        last.set(statement.target, top);
      }
    }
  };
  visit(block, "");
  const first = new Map<string, Variable>();
  const copies = new Map<Variable, Variable>();
  for (const statement of block.statements) {
    if (statement.kind !== "declare" || busy.has(statement.target)) continue;
    const list = changes.get(statement.target);
    if (!list) continue;
    const key = `${statement.start} ${list.join(";")}`;
    const other = first.get(key);
    if (other) copies.set(statement.target, other);
    else first.set(key, statement.target);
  }
  for (const statement of block.statements) if (statement.kind === "loop") shareSums(statement.body);
  if (copies.size > 0) replaceChanges(block, copies, last);
}

function replaceChanges(
  { statements }: Block,
  copies: ReadonlyMap<Variable, Variable>,
  last: ReadonlyMap<Variable, number>,
): void {
  const endOf = (target: Variable, value: Variable) => Math.max(last.get(target) ?? 0, last.get(value) ?? 0);
  const kept: Statement[] = [];
  for (const [i, statement] of statements.entries()) {
    if (!isChangeOf(copies, statement)) kept.push(statement);
    if (statement.kind === "loop") removeChanges(statement.body, copies);
    for (const [target, value] of copies) if (endOf(target, value) === i) kept.push({ kind: "assign", target, value });
  }
  statements.splice(0, statements.length, ...kept);
}

function removeChanges({ statements }: Block, copies: ReadonlyMap<Variable, unknown>): void {
  for (const statement of statements) if (statement.kind === "loop") removeChanges(statement.body, copies);
  statements.splice(0, statements.length, ...statements.filter((statement) => !isChangeOf(copies, statement)));
}

const isChangeOf = (copies: ReadonlyMap<Variable, unknown>, statement: Statement) =>
  statement.kind === "accumulate" && copies.has(statement.target);
