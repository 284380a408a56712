/** Random recursions for property tests: the shapes of their rows and what a step does are drawn. */
import fc from "fast-check";
import * as b from "../../src/tensor/build.ts";
import { type Node, type Shape, sizeOf } from "../../src/tensor/node.ts";

export const scanChoices = fc.array(fc.nat(10_000), { minLength: 6, maxLength: 14 });

export interface RandomScan {
  /** From start, xs and shared. */
  readonly program: (inputs: readonly Node[]) => Node;
  readonly shapes: readonly Shape[];
  readonly node: Node;
  /** Of the buffer x, one after the other. */
  readonly inputs: readonly Node[];
  readonly size: number;
}

/** Functions of a row, of what comes in and of what is shared, that stay moderate over many steps. */
function grow(choice: number, x: Node, y: Node): Node {
  switch (choice % 9) {
    case 0:
      return b.tanh(b.add(x, y));
    case 1:
      return b.mul(b.sin(x), y);
    case 2:
      return b.sub(b.mul(0.4, x), y);
    case 3:
      return b.select(b.lt(x, y), b.sin(y), b.mul(x, 0.5));
    case 4:
      return b.exp(b.neg(b.softplus(x)));
    case 5:
      return b.log(b.add(b.square(x), 1.5));
    case 6:
      return b.broadcast(b.logsumexp(x), x.shape, []);
    case 7:
      return b.mul(0.5, b.cumsum(b.add(x, b.tanh(y)), x.shape.length - 1));
    default:
      return b.div(x, b.add(b.square(y), 1));
  }
}

/** @param sizes how many steps and how wide a row may be */
export function randomScan(
  chosen: readonly number[],
  sizes: { readonly steps: readonly number[]; readonly width: readonly number[] } = {
    steps: [1, 2, 3, 5],
    width: [1, 2, 3],
  },
): RandomScan {
  const [a, width, reversed, ...choices] = chosen;
  const steps = sizes.steps[a % sizes.steps.length];
  const n = sizes.width[width % sizes.width.length];
  const shape: Shape = width % 2 === 0 ? [n] : [n, 2];
  const shapes = [shape, [steps, ...shape], [n, n]];
  const body = (carry: Node, x: Node, shared: Node): Node => {
    const mixed = b.reshape(b.matmul(b.mul(0.5, b.tanh(shared)), b.reshape(carry, [n, sizeOf(shape) / n])), shape);
    const nodes = [carry, x, b.broadcast(b.element(b.element(shared, 0, 0), 0, 0), shape, []), mixed];
    for (const choice of choices) {
      const [first, second] = [nodes[(choice >> 2) % nodes.length], nodes[(choice >> 5) % nodes.length]];
      nodes.push(grow(choice, first, second));
    }
    return b.add(b.mul(0.5, nodes[nodes.length - 1]), b.mul(0.3, b.tanh(nodes[nodes.length - 2])));
  };
  const program = ([start, xs, shared]: readonly Node[]) => b.scan(start, xs, shared, body, reversed % 2 === 1);
  let size = 0;
  const inputs = shapes.map((each) => {
    const node = b.input("x", size, each);
    size += sizeOf(each);
    return node;
  });
  return { program, shapes, node: program(inputs), inputs, size };
}
