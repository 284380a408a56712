/** The part of `--stage tensor` and `--stage gradient` that tells what each pass did and how many operations it left. */
import { countOperations } from "../../tensor/count-operations.ts";
import type { Program } from "../../tensor/node.ts";
import { accountOf } from "../../tensor/passes/account.ts";
import { formatCount } from "../numbers.ts";
import { type Column, left, renderTable, right } from "../table.ts";
import { counted } from "../words.ts";

const columns: readonly Column[] = [left("pass"), right("rewrites"), right("before"), right("after")];

/** @param written the program before the passes */
export function passesBlock(written: Program): string {
  const rows = accountOf(written).map(({ name, rewrites, before, after }) => [
    name,
    formatCount(rewrites),
    formatCount(before),
    formatCount(after),
  ]);
  return ["passes, with the operations before and after each", ...renderTable(columns, rows)].join("\n");
}

/** `the program, 92 operations` */
export function programHeading(program: Program): string {
  return `the program, ${counted(countOperations(program.outputs.map((output) => output.node)), "operation")}`;
}
