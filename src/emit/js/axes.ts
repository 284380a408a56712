/** Finds axes that run together through a program and decides which of them become loops and which are written out. */

import { AxisSets } from "../../tensor/axis-sets.ts";
import { isElementwise } from "../../tensor/evaluate-elementwise.ts";
import { type Node, sizeOf } from "../../tensor/node.ts";
import { otherAxes } from "../../tensor/shape.ts";
import { operandOf } from "../wasm/operand.ts";
import { axisGroups, reducedAxes } from "./mapping.ts";
import { workOf, workOfParts, workOfStores } from "./work.ts";

/** `scalar` writes everything out, `loops` loops over all axes, `auto` keeps small programs straight. */
export type Mode = "auto" | "scalar" | "loops";

/** Operations up to which a program, or what is left of it inside loops, is written out. */
const straightLimit = 1500;

/** What stands beside the rows of a recursion is written out when it is shorter. */
const shortestRows = 8;

interface Special {
  /** Operations up to which a program is written out. */
  readonly limit?: number;
  /** The matrix products that are functions of the module. */
  readonly products?: ReadonlySet<Node>;
  /** The factors, their adjoints and the triangular systems that are. */
  readonly factors?: ReadonlySet<Node>;
  /** Nodes whose elements are written one by one, whatever computes them. */
  readonly written?: readonly Node[];
}

export class Axes {
  readonly #sets = new AxisSets();
  readonly #sizes: number[] = [];
  readonly #looped = new Set<number>();
  readonly #rank = new Map<number, number>();

  readonly products: ReadonlySet<Node>;
  readonly factors: ReadonlySet<Node>;

  constructor(
    nodes: readonly Node[],
    mode: Mode,
    { limit = straightLimit, products = new Set(), factors = new Set(), written = [] }: Special = {},
  ) {
    this.products = products;
    this.factors = factors;
    for (const node of nodes) {
      this.#sets.add(node);
      this.#sizes.push(...node.shape);
      this.#link(node);
    }
    this.#loopOverRows(nodes);
    for (const node of products) for (const x of node.inputs) this.#loopOver(operandOf(x).source);
    for (const node of factors) for (const x of [node, ...node.inputs]) this.#loopOver(x);
    if (mode === "loops") for (let i = 0; i < this.#sets.count; i++) this.#loop(this.#sets.find(i));
    if (mode === "auto") this.#decide(nodes, limit, written);
    this.#order(nodes);
  }

  /** The class of each axis of a node that is looped over, -1 for axes that are written out. */
  loopsOf(node: Node): number[] {
    return node.shape.map((_, axis) => {
      const c = this.classOf(node, axis);
      return this.#looped.has(c) ? c : -1;
    });
  }

  classOf(node: Node, axis: number): number {
    return this.#sets.of(node, axis);
  }

  sizeOf(c: number): number {
    return this.#sizes[c];
  }

  /** Outer loops have smaller ranks. */
  rankOf(c: number): number {
    return this.#rank.get(c) ?? 0;
  }

  #union(a: Node, i: number, b: Node, j: number): void {
    if (a.shape[i] !== b.shape[j]) return;
    this.#sets.join(a, i, b, j);
  }

  #loop(c: number): void {
    if (this.#sizes[c] > 1) this.#looped.add(c);
  }

  #link(node: Node): void {
    const { op, inputs } = node;
    const rank = node.shape.length;
    const x = inputs[0];
    if (isElementwise(node)) {
      for (const input of inputs) for (let i = 0; i < rank; i++) this.#union(node, i, input, i);
      return;
    }
    switch (op.name) {
      case "broadcast":
        for (const [i, axis] of op.axes.entries()) this.#union(node, axis, x, i);
        return;
      case "transpose":
        for (const [i, axis] of op.permutation.entries()) this.#union(node, i, x, axis);
        return;
      case "reshape":
        for (const { a, b } of axisGroups(node.shape, x.shape))
          if (a.length * b.length === 1) this.#union(node, a[0], x, b[0]);
        return;
      case "reduce":
      case "argmax":
      case "argmin":
        for (const [i, axis] of otherAxes(x.shape.length, reducedAxes(node)).entries()) this.#union(node, i, x, axis);
        return;
      case "cumsum":
        for (let i = 0; i < rank; i++) this.#union(node, i, x, i);
        return;
      case "slice":
      case "pad":
      case "concat":
        for (const input of inputs) for (let i = 0; i < rank; i++) if (i !== op.axis) this.#union(node, i, input, i);
        return;
      case "gather":
      case "scatter_add": {
        const [whole, picked] = op.name === "gather" ? [x, node] : [node, x];
        const count = inputs[1].shape.length;
        for (let i = 0; i < whole.shape.length; i++) {
          if (i !== op.axis) this.#union(picked, i < op.axis ? i : i + count - 1, whole, i);
        }
        for (let i = 0; i < count; i++) this.#union(picked, op.axis + i, inputs[1], i);
        return;
      }
      case "matmul":
        for (let i = 0; i < rank - 1; i++) this.#union(node, i, x, i);
        for (let i = 0; i < rank; i++) if (i !== rank - 2) this.#union(node, i, inputs[1], i);
        this.#union(x, rank - 1, inputs[1], rank - 2);
        return;
      case "scan": {
        const rows = inputs.slice(1, 1 + op.body.xs.length);
        for (const input of rows) this.#union(node, 0, input, 0);
        for (let i = 1; i < rank; i++) this.#union(node, i, x, i - 1);
        return;
      }
      case "cholesky":
        for (let i = 0; i < rank; i++) this.#union(node, i, x, i);
        this.#union(x, rank - 1, x, rank - 2);
        return;
      case "cholesky_adjoint":
      case "triangular_solve":
        for (let i = 0; i < rank; i++) this.#union(node, i, inputs[1], i);
        for (let i = 0; i < rank - 1; i++) this.#union(node, i, x, i);
        this.#union(x, rank - 1, x, rank - 2);
        return;
      default:
        return;
    }
  }

  /** The steps of a recursion are never written out, nor what stands beside its rows: parts and extensions of them. */
  #loopOverRows(nodes: readonly Node[]): void {
    for (const node of nodes) if (node.op.name === "scan") this.#loop(this.classOf(node, 0));
    const beside: [number, number][] = [];
    for (const node of nodes) {
      const { op, inputs } = node;
      if (op.name !== "slice" && op.name !== "pad" && op.name !== "concat") continue;
      const own = this.classOf(node, op.axis);
      for (const x of inputs) beside.push([own, this.classOf(x, op.axis)]);
    }
    for (let before = -1; before !== this.#looped.size; ) {
      before = this.#looped.size;
      for (const pair of beside) {
        if (!pair.some((c) => this.#looped.has(c))) continue;
        for (const c of pair) if (this.#sizes[c] >= shortestRows) this.#loop(c);
      }
    }
  }

  /** What a function of the module reads is copied by loops, in whatever shape it stands in memory. */
  #loopOver(node: Node): void {
    for (const [axis, size] of node.shape.entries()) if (size >= shortestRows) this.#loop(this.classOf(node, axis));
  }

  /** Loops over the axis that shortens the text most, until what is left is short. */
  #decide(nodes: readonly Node[], limit: number, written: readonly Node[]): void {
    const all = nodes.flatMap((node) => [workOf(node, this), ...workOfParts(node, this)]);
    // What is moved or repeated counts for nothing by itself, but each element of an output has its line.
    const stores = written.filter((node) => workOf(node, this).weight === 0).map((node) => workOfStores(node, this));
    const work = [...all, ...stores].filter(({ weight }) => weight > 0);
    for (;;) {
      let total = 0;
      const saved = new Map<number, number>();
      for (const { weight, classes } of work) {
        let text = weight;
        for (const c of classes) if (!this.#looped.has(c)) text *= this.#sizes[c];
        total += text;
        for (const c of new Set(classes)) {
          if (this.#looped.has(c) || this.#sizes[c] <= 1) continue;
          const times = this.#sizes[c] ** classes.filter((other) => other === c).length;
          saved.set(c, (saved.get(c) ?? 0) + text - text / times);
        }
      }
      if (total <= limit) return;
      let best = -1;
      for (const [c, words] of saved) if (best < 0 || words > (saved.get(best) ?? 0)) best = c;
      if (best < 0 || (saved.get(best) ?? 0) < Math.max(64, total / 50)) return;
      this.#loop(best);
    }
  }

  /** Axes that stand left in large arrays are outer loops, so that memory is read in order. */
  #order(nodes: readonly Node[]): void {
    const score = new Map<number, number>();
    for (const node of nodes) {
      const classes = this.loopsOf(node).filter((c) => c >= 0);
      const weight = sizeOf(node.shape);
      for (const [i, c] of classes.entries()) {
        score.set(c, (score.get(c) ?? 0) + weight * (2 * i - (classes.length - 1)));
      }
    }
    const sorted = [...score].sort((a, b) => a[1] - b[1] || a[0] - b[0]);
    for (const [rank, [c]] of sorted.entries()) this.#rank.set(c, rank);
  }
}
