/** The whole text of an emitted program: arrays, functions, and the loop over lanes. */
import type { Code } from "./code.ts";
import { Printer } from "./print.ts";
import { routineTexts } from "./routines.ts";

export function programText(
  code: Code,
  buffers: number,
  constants: number,
  arrays: readonly { readonly name: string; readonly size: number }[],
): string {
  const printer = new Printer(code.root);
  const lines: string[] = [];
  for (let i = 0; i < constants; i++) lines.push(`const c${i} = constants[${i}];`);
  for (const { name, size } of arrays) lines.push(`const ${name} = new Float64Array(${size});`);
  const once = code.root.statements.filter((statement) => statement.kind !== "loop");
  const body = printer.block(once, "");
  const loops = code.root.statements.filter((statement) => statement.kind === "loop");
  const run = printer.block(loops, "  ");
  const text = [...body, ...run].join("\n");
  for (const [name, routine] of Object.entries(routineTexts)) if (text.includes(`${name}(`)) lines.push(routine);
  lines.push(...body, "return function run(lanes, buffers) {");
  for (let i = 0; i < buffers; i++) lines.push(`  const b${i} = buffers[${i}];`);
  lines.push(...run, "};");
  return `${lines.join("\n")}\n`;
}
