/** What a loop has to do with the variables around it. */
import type { Block, Value, Variable } from "../../js/code.ts";
import type { Loop } from "./environment.ts";

/** The variables from outside that a loop reads and those that it changes, and all that its effects need. */
export function outsideOf(loop: Loop, base: (array: string) => Variable | undefined) {
  const inside = new Set<Block>();
  const used = new Set<Variable>();
  const read = new Set<Variable>();
  const changed = new Set<Variable>();
  const visit = (block: Block) => {
    inside.add(block);
    for (const statement of block.statements) if (statement.kind === "loop") visit(statement.body);
  };
  visit(loop.body);
  const use = (value: Value | undefined) => {
    if (value?.kind !== "variable" || used.has(value)) return;
    used.add(value);
    if (!inside.has(value.block)) read.add(value);
    else if (value.definition) {
      for (const arg of value.definition.args) use(arg);
      if (value.definition.op === "load") use(base(value.definition.name));
    }
  };
  const change = (variable: Variable | undefined) => {
    if (variable && !inside.has(variable.block)) changed.add(variable);
  };
  const effects = (block: Block) => {
    for (const statement of block.statements) {
      switch (statement.kind) {
        case "loop":
          if (typeof statement.end !== "string") for (const bound of [statement.start, statement.end]) use(bound);
          effects(statement.body);
          break;
        case "accumulate":
          use(statement.value);
          use(statement.index);
          change(statement.target);
          change(statement.best);
          break;
        case "collect":
          use(statement.value);
          change(statement.sum);
          change(statement.product);
          break;
        case "store":
          use(statement.address);
          use(statement.value);
          use(base(statement.array));
          break;
        default:
          break;
      }
    }
  };
  effects(loop.body);
  for (const variable of changed) read.delete(variable);
  return { used, read: [...read], changed: [...changed] };
}
