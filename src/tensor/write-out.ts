/** Writes nets of known layers out as tensor programs: their answers, and derivatives by inputs and by weights. */
import { batch } from "./batch.ts";
import { broadcast, constant, input, reshape } from "./build.ts";
import { differentiate } from "./differentiate.ts";
import { type Node, type Shape, sizeOf } from "./node.ts";
import { reachable } from "./passes/dependencies.ts";
import { substitute } from "./passes/substitute.ts";

/** A net that can be written out. */
export interface Net {
  /** Of one row. */
  readonly inputShape: Shape;
  /** x [rows, ..input] to [rows, ..output]; `weights` stands in the place of its own. */
  importInto(x: Node, weights?: Node): Node;
  /** Its own; absent where they are latent, which the nodes that ask it then bring along. */
  readonly weights?: Float64Array;
}

export type Nets = ReadonlyMap<string, Net>;

/** Whether a node asks one of these nets. */
export function isWritten({ op }: Node, nets: Nets): boolean {
  return "box" in op && nets.has(op.box);
}

/** The nodes with those for which `isWanted` holds written out; all of these ask one of the nets. */
export function writeOut(nodes: readonly Node[], nets: Nets, isWanted: (node: Node) => boolean): Node[] {
  const writer = new Writer(nets);
  let current = [...nodes];
  // A net that is asked about another net's answers comes to light only once the outer one is written out.
  while (reachable(current).some(isWanted)) {
    current = substitute(current, (node) => (isWanted(node) ? writer.write(node) : undefined));
  }
  return current;
}

class Writer {
  readonly #answers = new Map<string, Node>();

  constructor(private readonly nets: Nets) {}

  write(node: Node): Node {
    const { op, inputs } = node;
    const net = "box" in op ? this.nets.get(op.box) : undefined;
    if (net === undefined || !("box" in op)) throw new Error(`${op.name} asks no net that can be written out`);
    switch (op.name) {
      case "call":
        return this.#answer(op.box, net, inputs[0]);
      case "call_vjp":
        return inputVjp(net, inputs[0], inputs[1]);
      case "parameter_vjp":
        return weightsVjp(net, inputs[0], inputs[1], inputs[2]);
      case "parameter_gradient":
        return weightsGradient(net, node);
    }
  }

  #answer(box: string, net: Net, x: Node): Node {
    const key = `${box}:${x.id}`;
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const answer = answerOf(net, x);
    this.#answers.set(key, answer);
    return answer;
  }
}

/** [rows, output] of x [rows, input]. */
function answerOf(net: Net, x: Node, weights?: Node): Node {
  const rows = x.shape[0];
  const out = net.importInto(reshape(x, [rows, ...net.inputShape]), weights);
  return reshape(out, [rows, sizeOf(out.shape.slice(1))]);
}

/** By a node of its own, as a net may take its input apart and leave nothing of the node that stands for it. */
function inputVjp(net: Net, x: Node, cotangent: Node): Node {
  const own = input("asked", 0, x.shape);
  const [gradient] = differentiate(answerOf(net, own), [own], cotangent);
  return substitute([gradient], (node) => (node === own ? x : undefined))[0];
}

/** One reverse pass of sum(cotangent * net(x)). */
function weightsVjp(net: Net, x: Node, cotangent: Node, latent: Node | undefined): Node {
  const weights = latent ?? constant(net.weights ?? new Float64Array(0), [net.weights?.length ?? 0]);
  // The input may depend on the weights too: the derivative is by the net's own alone.
  const own = input("weights", 0, weights.shape);
  const [gradient] = differentiate(answerOf(net, x, own), [own], cotangent);
  return substitute([gradient], (node) => (node === own ? weights : undefined))[0];
}

/** A reverse pass for each row and output, all at once. */
function weightsGradient(net: Net, node: Node): Node {
  const [rows, outputs, size] = node.shape;
  const [x, latent] = node.inputs;
  const width = x.shape[1];
  const row = input("row", 0, [1, width]);
  const output = input("output", 0, [1, outputs]);
  const one = weightsVjp(net, row, output, latent);
  const repeated = reshape(broadcast(x, [rows, outputs, width], [0, 2]), [rows * outputs, 1, width]);
  const each = reshape(broadcast(unit(outputs), [rows, outputs, outputs], [1, 2]), [rows * outputs, 1, outputs]);
  const variables = new Map([
    [row, repeated],
    [output, each],
  ]);
  return reshape(batch([one], variables)[0], [rows, outputs, size]);
}

function unit(n: number): Node {
  const data = new Float64Array(n * n);
  for (let i = 0; i < n; i++) data[i * n + i] = 1;
  return constant(data, [n, n]);
}
