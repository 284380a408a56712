/** Axes that run together through a program, and whether the order along them can be changed without changing a result. */
import { AxisSets } from "../axis-sets.ts";
import { isElementwise } from "../evaluate-elementwise.ts";
import { type Node, sizeOf } from "../node.ts";
import { otherAxes } from "../shape.ts";

export class AxisClasses {
  readonly #sets = new AxisSets();
  readonly #ordered = new Set<number>();

  /** @param nodes all nodes of a program, inputs first */
  constructor(nodes: readonly Node[], outputs: readonly Node[]) {
    for (const node of nodes) {
      this.#sets.add(node);
      this.#link(node);
    }
    for (const node of outputs) this.#fix(node);
  }

  /** A number for all axes that run together with this one. */
  classOf(node: Node, axis: number): number {
    return this.#sets.of(node, axis);
  }

  /** The classes of axes whose order matters: of inputs and outputs, and where neighbours or places count. */
  ordered(): ReadonlySet<number> {
    return new Set([...this.#ordered].map((i) => this.#sets.find(i)));
  }

  #fix(node: Node, ...axes: readonly number[]): void {
    const all = axes.length > 0 ? axes : node.shape.map((_, axis) => axis);
    for (const axis of all) this.#ordered.add(this.classOf(node, axis));
  }

  /** All axes but those at `axis` run together with those of the same place in the inputs; the order along it matters. */
  #along(axis: number, node: Node): void {
    for (const x of [node, ...node.inputs]) {
      this.#fix(x, axis);
      for (let i = 0; i < x.shape.length; i++) if (i !== axis) this.#sets.join(node, i, x, i);
    }
  }

  #link(node: Node): void {
    const { op, inputs, shape } = node;
    const [x, y] = inputs;
    const rank = shape.length;
    if (isElementwise(node)) {
      for (const input of inputs) for (let i = 0; i < rank; i++) this.#sets.join(node, i, input, i);
      return;
    }
    switch (op.name) {
      case "constant":
        return;
      case "broadcast":
        for (const [i, axis] of op.axes.entries()) this.#sets.join(node, axis, x, i);
        return;
      case "transpose":
        for (const [i, axis] of op.permutation.entries()) this.#sets.join(node, i, x, axis);
        return;
      case "reduce":
        for (const [i, axis] of otherAxes(x.shape.length, op.axes).entries()) this.#sets.join(node, i, x, axis);
        return;
      case "reshape":
        this.#reshape(node, x);
        return;
      case "argmax":
      case "argmin":
        this.#fix(x, op.axis);
        for (const [i, axis] of otherAxes(x.shape.length, [op.axis]).entries()) this.#sets.join(node, i, x, axis);
        return;
      case "cumsum":
      case "slice":
      case "pad":
      case "concat":
        this.#along(op.axis, node);
        return;
      case "gather":
      case "scatter_add": {
        const [whole, picked] = op.name === "gather" ? [x, node] : [node, x];
        const count = y.shape.length;
        this.#fix(whole, op.axis);
        for (let i = 0; i < whole.shape.length; i++)
          if (i !== op.axis) this.#sets.join(picked, i < op.axis ? i : i + count - 1, whole, i);
        for (let i = 0; i < count; i++) this.#sets.join(picked, op.axis + i, y, i);
        return;
      }
      case "matmul":
        for (let i = 0; i < rank - 1; i++) this.#sets.join(node, i, x, i);
        for (let i = 0; i < rank; i++) if (i !== rank - 2) this.#sets.join(node, i, y, i);
        this.#sets.join(x, rank - 1, y, rank - 2);
        return;
      default:
        for (const each of [node, ...inputs]) this.#fix(each);
    }
  }

  /** Axes with the same sizes on both sides stay what they are. */
  #reshape(node: Node, x: Node): void {
    const before = (axis: number, { shape }: Node) => sizeOf(shape.slice(0, axis));
    const kept = new Set<number>();
    for (const [i, size] of node.shape.entries()) {
      const j = x.shape.findIndex((other, axis) => other === size && before(axis, x) === before(i, node));
      if (j < 0) this.#fix(node, i);
      else {
        this.#sets.join(node, i, x, j);
        kept.add(j);
      }
    }
    for (const j of x.shape.keys()) if (!kept.has(j)) this.#fix(x, j);
  }
}
