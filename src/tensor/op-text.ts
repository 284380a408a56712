/** Operations as words: `slice(0, from 2)`. What is said here is what `read-op.ts` reads. */
import type { Op } from "./node.ts";

/**
 * Name and details; without operands and shape, and for recursions and inner problems without their bodies.
 * @param mostNumbers constants with more than these end in `..`
 */
export function describeOp(op: Op, mostNumbers: number): string {
  switch (op.name) {
    case "constant":
      return ["constant", ...showNumbers(op.data, mostNumbers)].join(" ");
    case "input":
      return `input ${showName(op.buffer)}+${op.offset}`;
    case "polygamma":
      return `polygamma(${op.order})`;
    case "relu":
      return "slope" in op ? `relu(slope ${showExactly(op.slope)})` : "relu";
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
    case "scan": {
      const words = [...(op.reverse ? ["reverse"] : []), ...(op.settles ? ["settles"] : [])];
      return words.length === 0 ? "scan" : `scan(${words.join(", ")})`;
    }
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
      return `${op.name} ${showName(op.box)}`;
    default:
      return op.name;
  }
}

/** Names of buffers and boxes that need no quotes. */
export const plainName = /[A-Za-z_][\w.:]*/y;

export function showName(name: string): string {
  plainName.lastIndex = 0;
  return plainName.exec(name)?.[0] === name ? name : JSON.stringify(name);
}

/** The shortest text that is read as the same number, -0 included. */
function showExactly(x: number): string {
  return Object.is(x, -0) ? "-0" : String(x);
}

function showNumbers(data: Float64Array, most: number): string[] {
  const shown = Array.from(data.subarray(0, most), showExactly);
  return data.length > most ? [...shown, ".."] : shown;
}
