/** A program as text: one line a node, numbered from 0, for people and for golden tests. */
import type { Node, Op, Program } from "./node.ts";
import { reachable } from "./passes/dependencies.ts";

const MOST_SHOWN = 8;

/** The nodes and, when given a program, where its outputs go: `%3 = mul %1 %2 : [20, 4]`, `-> gradient+0 %3`. */
export function print(program: Program | readonly Node[]): string {
  const outputs = "outputs" in program ? program.outputs.map((output) => output.node) : program;
  const nodes = reachable(outputs);
  const numbers = new Map(nodes.map((node, i) => [node, `%${i}`]));
  const nameOf = (node: Node) => numbers.get(node) ?? "%?";
  const lines = nodes.flatMap((node) => {
    const words = [describe(node.op), ...node.inputs.map(nameOf)];
    const line = `${nameOf(node)} = ${words.join(" ")} : [${node.shape.join(", ")}]`;
    if (node.op.name === "scan") return [line, ...printBody(node.op.body.next)];
    return node.op.name === "minimiser" ? [line, ...printBody(node.op.body.loss)] : [line];
  });
  if ("outputs" in program) {
    for (const { buffer, offset, node } of program.outputs) lines.push(`-> ${buffer}+${offset} ${nameOf(node)}`);
  } else {
    lines.push(`-> ${outputs.map(nameOf).join(" ")}`);
  }
  return lines.join("\n");
}

/** A step of a scan or a loss, indented and with numbers of its own. */
function printBody(result: Node): string[] {
  return print([result])
    .split("\n")
    .map((line) => `    ${line}`);
}

function describe(op: Op): string {
  switch (op.name) {
    case "constant":
      return showData(op.data);
    case "input":
      return `input ${op.buffer}+${op.offset}`;
    case "polygamma":
      return `polygamma(${op.order})`;
    case "relu":
      return "slope" in op ? `relu(derivative sigmoid(${op.slope} x))` : "relu";
    case "broadcast":
      return op.axes.length === 0 ? "broadcast" : `broadcast(${op.axes.join(", ")})`;
    case "reduce":
      return `${op.kind}(${op.axes.join(", ")})`;
    case "cumsum":
      return `cumsum(${op.axis}${op.reverse ? ", reverse" : ""})`;
    case "transpose":
      return `transpose(${op.permutation.join(", ")})`;
    case "slice":
      return `slice(${op.axis}, from ${op.start})`;
    case "pad":
      return `pad(${op.axis}, ${op.before} before, ${op.after} after)`;
    case "scatter_add":
      return `scatter_add(${op.axis}, size ${op.size})`;
    case "scan":
      return op.reverse ? "scan(reverse)" : "scan";
    case "triangular_solve":
      return op.transposed ? "triangular_solve(transposed)" : "triangular_solve";
    case "argmax":
    case "argmin":
    case "gather":
    case "concat":
      return `${op.name}(${op.axis})`;
    case "call":
    case "call_vjp":
    case "parameter_gradient":
    case "parameter_vjp":
      return `${op.name} ${op.box}`;
    default:
      return op.name;
  }
}

function showData(data: Float64Array): string {
  if (data.length === 1) return `constant ${data[0]}`;
  const shown = Array.from(data.subarray(0, MOST_SHOWN), String).join(" ");
  return data.length > MOST_SHOWN ? `constant ${shown} ..` : `constant ${shown}`;
}
