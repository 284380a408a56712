/**
 * A program as text, for people and for golden tests: `parse-program.ts` reads it back, to the last bit of every number.
 *
 *     buffers x [8], out [2]
 *     %0 = input x+2 : [2, 3]
 *     %1 = logsumexp(1) %0 : [2]
 *     -> out+0 %1
 *
 * A line a node, numbered from 0 in the order in which they can be computed: operation with details, operands, shape. Below a
 * recursion or an inner problem stands its body, indented and with numbers of its own: what it is given (`carry`, `row`,
 * `shared`; `point`, `shared`), in the order of the operands, its nodes, and what it results in.
 */
import type { Node, Program } from "./node.ts";
import { describeOp, showName } from "./op-text.ts";
import { reachable } from "./passes/dependencies.ts";
import { showShape } from "./shape.ts";

export interface PrintOptions {
  /** Constants with more numbers are cut short; what is printed so cannot be read back. Absent: all are printed. */
  readonly mostNumbers?: number;
}

/** A program, or nodes alone: these without `buffers`, and with one line `-> %3 %4` for all. */
export function print(program: Program | readonly Node[], { mostNumbers = Infinity }: PrintOptions = {}): string {
  if (!("outputs" in program)) return printNodes(program, [], mostNumbers, "").lines.join("\n");
  const { lines, nameOf } = printBlock(
    program.outputs.map((output) => output.node),
    [],
    mostNumbers,
    "",
  );
  const buffers = Object.entries(program.buffers).map(([name, size]) => `${showName(name)} [${size}]`);
  const outputs = program.outputs.map(({ buffer, offset, node }) => `-> ${showName(buffer)}+${offset} ${nameOf(node)}`);
  return [`buffers ${buffers.join(", ")}`.trimEnd(), ...lines, ...outputs].join("\n");
}

/** What a body is given, and as what. */
type Given = readonly (readonly [Node, string])[];

interface Block {
  readonly lines: string[];
  readonly nameOf: (node: Node) => string;
}

function printNodes(nodes: readonly Node[], given: Given, mostNumbers: number, indent: string): Block {
  const block = printBlock(nodes, given, mostNumbers, indent);
  const result = [`${indent}->`, ...nodes.map(block.nameOf)].join(" ");
  return { ...block, lines: [...block.lines, result] };
}

function printBlock(results: readonly Node[], given: Given, mostNumbers: number, indent: string): Block {
  const own = new Map(given);
  const nodes = [...own.keys(), ...reachable(results).filter((node) => !own.has(node))];
  const numbers = new Map(nodes.map((node, i) => [node, `%${i}`]));
  const nameOf = (node: Node) => numbers.get(node) ?? "%?";
  const lines = nodes.flatMap((node) => {
    const words = own.get(node) ?? [describeOp(node.op, mostNumbers), ...node.inputs.map(nameOf)].join(" ");
    const line = `${indent}${nameOf(node)} = ${words} : ${showShape(node.shape)}`;
    return own.has(node) ? [line] : [line, ...printBody(node, mostNumbers, `${indent}    `)];
  });
  return { lines, nameOf };
}

function printBody({ op }: Node, mostNumbers: number, indent: string): string[] {
  if (op.name === "scan") {
    const { carry, xs, shared, next } = op.body;
    const given: Given = [[carry, "carry"], ...named(xs, "row"), ...named(shared, "shared")];
    return printNodes([next], given, mostNumbers, indent).lines;
  }
  if (op.name !== "minimiser") return [];
  const { point, shared, loss } = op.body;
  return printNodes([loss], [[point, "point"], ...named(shared, "shared")], mostNumbers, indent).lines;
}

function named(nodes: readonly Node[], word: string): (readonly [Node, string])[] {
  return nodes.map((node) => [node, word]);
}
