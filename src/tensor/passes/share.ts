/** Common subexpressions: of nodes that compute the same from the same, only the first is kept (hash consing). */
import { uniformValue } from "../build.ts";
import { type MinimiserBody, makeNode, type Node, type Op, type ScanBody } from "../node.ts";

const commutative: ReadonlySet<string> = new Set(["add", "mul", "min", "max", "eq", "ne", "and", "or"]);

export class Interner {
  private readonly kept = new Map<string, Node>();
  private readonly arrays = new Map<string, Float64Array[]>();
  private readonly bodies = new Map<ScanBody | MinimiserBody, string>();

  /**
   * The node first seen that computes the same from the same inputs. Operands of commutative operations are put in one order:
   * constants and broadcasts last, where other rules look for them.
   */
  intern(node: Node): Node {
    const inputs = commutative.has(node.op.name) ? ordered(node.inputs) : node.inputs;
    const key = `${this.keyOf(node.op)}|${inputs.map((x) => x.id).join(",")}|${node.shape.join(",")}`;
    const found = this.kept.get(key);
    if (found) return found;
    const fresh = inputs === node.inputs ? node : makeNode(node.op, inputs, node.shape);
    this.kept.set(key, fresh);
    return fresh;
  }

  private keyOf(op: Op): string {
    switch (op.name) {
      case "constant":
        return `constant ${this.numberOf(op.data)}`;
      case "input":
        return `input ${op.offset} ${op.buffer}`;
      case "polygamma":
        return `polygamma ${op.order}`;
      case "relu":
        return "slope" in op ? `relu ${op.slope}` : "relu";
      case "broadcast":
        return `broadcast ${op.axes.join(",")}`;
      case "reduce":
        return `reduce ${op.kind} ${op.axes.join(",")}`;
      case "argmax":
      case "argmin":
      case "gather":
      case "concat":
        return `${op.name} ${op.axis}`;
      case "cumsum":
        return `cumsum ${op.axis} ${op.reverse}`;
      case "transpose":
        return `transpose ${op.permutation.join(",")}`;
      case "slice":
        return `slice ${op.axis} ${op.start}`;
      case "pad":
        return `pad ${op.axis} ${op.before} ${op.after}`;
      case "scatter_add":
        return `scatter_add ${op.axis} ${op.size}`;
      case "triangular_solve":
        return `triangular_solve ${op.transposed}`;
      case "call":
      case "call_vjp":
      case "parameter_gradient":
      case "parameter_vjp":
        return `${op.name} ${op.box}`;
      case "scan":
        return `scan ${op.reverse} ${op.settles === true} ${this.bodyKey(op.body)}`;
      case "minimiser":
        return `minimiser ${this.bodyKey(op.body)}`;
      default:
        return op.name;
    }
  }

  /** What a body computes, as text: equal for bodies whose nodes differ but do the same. */
  private bodyKey(body: ScanBody | MinimiserBody): string {
    const known = this.bodies.get(body);
    if (known !== undefined) return known;
    const numbers = new Map<Node, number>();
    const lines: string[] = [];
    const add = (node: Node, text: string) => {
      numbers.set(node, numbers.size);
      lines.push(`${text}:${node.shape.join(",")}`);
    };
    const [moving, result] = "carry" in body ? [[body.carry, ...body.xs], body.next] : [[body.point], body.loss];
    for (const node of [...moving, ...body.shared]) add(node, "");
    for (const node of postOrder(result)) {
      if (!numbers.has(node)) add(node, `${this.keyOf(node.op)} ${node.inputs.map((x) => numbers.get(x)).join(" ")}`);
    }
    const key = `${moving.length}{${lines.join(";")}>${numbers.get(result)}}`;
    this.bodies.set(body, key);
    return key;
  }

  /** A name for the content of an array: equal content, equal name. */
  private numberOf(data: Float64Array): string {
    if (data.length === 1) return Object.is(data[0], -0) ? "-0" : String(data[0]);
    const hash = `${data.length}:${hashOf(data)}`;
    const alike = this.arrays.get(hash) ?? [];
    this.arrays.set(hash, alike);
    let index = alike.findIndex((other) => other === data || sameNumbers(other, data));
    if (index < 0) index = alike.push(data) - 1;
    return `${hash}#${index}`;
  }
}

/** The nodes below one, inputs first, in an order that does not depend on when they were made. */
function postOrder(node: Node): Set<Node> {
  const done = new Set<Node>();
  const pending = [node];
  for (let top = pending.at(-1); top !== undefined; top = pending.at(-1)) {
    const open = done.has(top) ? [] : top.inputs.filter((x) => !done.has(x));
    if (open.length > 0) pending.push(...open.reverse());
    else {
      done.add(top);
      pending.pop();
    }
  }
  return done;
}

function ordered(inputs: readonly Node[]): readonly Node[] {
  const [a, b] = inputs;
  const [first, second] = [placeOf(a), placeOf(b)];
  return first > second || (first === second && a.id > b.id) ? [b, a] : inputs;
}

function placeOf(node: Node): number {
  if (uniformValue(node) !== undefined) return 3;
  if (node.op.name === "broadcast") return 2;
  return node.op.name === "constant" ? 1 : 0;
}

const hashes = new WeakMap<Float64Array, number>();

/** FNV-1a over the 32-bit words. */
function hashOf(data: Float64Array): number {
  const known = hashes.get(data);
  if (known !== undefined) return known;
  const aligned = data.slice();
  let hash = 0x811c9dc5;
  for (const word of new Uint32Array(aligned.buffer)) hash = Math.imul(hash ^ word, 0x01000193);
  hashes.set(data, hash >>> 0);
  return hash >>> 0;
}

function sameNumbers(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((x, i) => Object.is(x, b[i]));
}
