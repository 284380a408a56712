/** The whole text of an emitted program: arrays, functions, and the loop over lanes. */
import type { Kernels } from "../wasm/kernels.ts";
import type { Code, Statement, Variable } from "./code.ts";
import { Printer } from "./print.ts";
import { routineTexts } from "./routines.ts";
import { type Piece, splitBlock } from "./split.ts";

export interface ProgramParts {
  readonly code: Code;
  /** How many buffers and constants there are. */
  readonly buffers: number;
  readonly constants: number;
  readonly arrays: readonly { readonly name: string; readonly size: number }[];
  readonly kernels: Kernels;
}

export function programText({ code, buffers, constants, arrays, kernels }: ProgramParts): string {
  const printer = new Printer(code.root);
  const before = code.root.statements.filter((statement) => statement.kind !== "loop");
  const lanes = code.root.statements.find((statement) => statement.kind === "loop");
  if (lanes?.kind !== "loop") throw new Error("emit: no loop over lanes");
  const once = printer.block(before, "");
  const pieces = splitBlock(lanes.body, (variable) => printer.isUsed(variable));
  const names = [...Array.from({ length: constants }, (_, i) => `c${i}`), ...arrays.map(({ name }) => name)];
  // in loops, what a function has of its own is read faster than what is around it
  const hasLoops = lanes.body.statements.some(({ kind }) => kind === "loop");
  const outer = hasLoops ? names : [];
  const body =
    pieces.length === 1
      ? wholeBody(printer, lanes, buffers, outer)
      : severalFunctions(printer, lanes, pieces, buffers, outer);
  const around = (name: string) => (hasLoops ? outerName(name) : name);
  const lines: string[] = [];
  const { places } = kernels.linear;
  if (kernels.names.length > 0)
    lines.push(`const { ${kernels.names.join(", ")} } = wasm;`, "const memory = wasm.memory.buffer;");
  const shared = (name: string, size: number) => {
    const place = kernels.names.length > 0 ? places.get(name) : undefined;
    return place ? `new Float64Array(memory, ${place.address}, ${place.size})` : `new Float64Array(${size})`;
  };
  for (let i = 0; i < constants; i++) lines.push(`const ${around(`c${i}`)} = constants[${i}];`);
  if (kernels.names.length > 0) lines.push(...kernels.fills(around));
  for (const { name, size } of arrays) lines.push(`const ${around(name)} = ${shared(name, size)};`);
  const text = body.join("\n");
  for (const [name, routine] of Object.entries(routineTexts)) if (text.includes(`${name}(`)) lines.push(routine);
  return `${[...lines, ...ownNames(once, outer, ""), ...once, ...body].join("\n")}\n`;
}

const outerName = (name: string) => name.toUpperCase();

/** Lines that give the arrays which a text reads names in its function. */
function ownNames(text: readonly string[], outer: readonly string[], indent: string): string[] {
  const read = new Set(text.flatMap((line) => line.match(/\b[a-z]\d+\b/g) ?? []));
  return outer.filter((name) => read.has(name)).map((name) => `${indent}const ${name} = ${outerName(name)};`);
}

type Loop = Extract<Statement, { kind: "loop" }>;

const bufferNames = (count: number) => Array.from({ length: count }, (_, i) => `b${i}`);

function runText(buffers: number, loop: readonly string[]): string[] {
  const locals = bufferNames(buffers).map((name, i) => `  const ${name} = buffers[${i}];`);
  return ["return function run(lanes, buffers) {", ...locals, ...loop, "};"];
}

function wholeBody(printer: Printer, lanes: Loop, buffers: number, outer: readonly string[]): string[] {
  const text = printer.block([lanes], "  ");
  return runText(buffers, [...ownNames(text, outer, "  "), ...text]);
}

/** Each piece is a function; what one leaves for another goes through an array, as numbers passed to functions would be allocated. */
function severalFunctions(
  printer: Printer,
  lanes: Loop,
  pieces: readonly Piece[],
  buffers: number,
  outer: readonly string[],
): string[] {
  const places = new Map<Variable, number>();
  for (const piece of pieces) for (const variable of piece.leaves) places.set(variable, places.size);
  for (const variable of places.keys()) printer.kept.add(variable);
  const args = [...bufferNames(buffers), lanes.variable.name].join(", ");
  const lines = [`const x = new Float64Array(${places.size});`];
  for (const [i, piece] of pieces.entries()) {
    lines.push(`function part${i}(${args}) {`);
    for (const variable of piece.takes)
      lines.push(`  const ${variable.name} = ${taken(variable, places.get(variable) ?? 0)};`);
    const text = printer.block(piece.statements, "  ");
    lines.push(...ownNames(text, outer, "  "), ...text);
    for (const variable of piece.leaves) lines.push(`  x[${places.get(variable)}] = ${left(variable)};`);
    lines.push("}");
  }
  const { name } = lanes.variable;
  const calls = pieces.map((_, i) => `    part${i}(${args});`);
  return [...lines, ...runText(buffers, [`  for (let ${name} = 0; ${name} < lanes; ${name}++) {`, ...calls, "  }"])];
}

const truths: ReadonlySet<string> = new Set(["less", "lessEqual", "equal", "differ", "both", "either"]);
const wholes: ReadonlySet<string> = new Set(["scale", "step", "whole", "quotient"]);

function left(variable: Variable): string {
  return truths.has(variable.definition?.op ?? "") ? `${variable.name} ? 1 : 0` : variable.name;
}

function taken(variable: Variable, place: number): string {
  const op = variable.definition?.op ?? "";
  if (truths.has(op)) return `x[${place}] !== 0`;
  return wholes.has(op) ? `x[${place}] | 0` : `x[${place}]`;
}
