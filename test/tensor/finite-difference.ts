/** Central finite differences: what the derivative tests compare with. */
import * as assert from "uvu/assert";
import { constant, input, mul, sum } from "../../src/tensor/build.ts";
import { differentiate } from "../../src/tensor/differentiate.ts";
import { type Environment, evaluate } from "../../src/tensor/evaluate.ts";
import { type Node, type Shape, sizeOf } from "../../src/tensor/node.ts";

export interface Case {
  /** The program, from its inputs. */
  readonly program: (inputs: readonly Node[]) => Node;
  readonly shapes: readonly Shape[];
  readonly values: readonly (readonly number[])[];
  readonly boxes?: Pick<Environment, "boxes" | "vjps">;
}

/** Different for each element, so that no derivative can be right by symmetry. */
export function weights(shape: Shape): Node {
  return constant(
    Float64Array.from({ length: sizeOf(shape) }, (_, i) => 0.5 + ((i * 37) % 11) / 7),
    shape,
  );
}

/** A case as inputs of one buffer `x`, its weighted sum and the values. */
function prepare({ program, shapes, values }: Case): { inputs: Node[]; output: Node; x: Float64Array } {
  let offset = 0;
  const inputs = shapes.map((shape) => {
    const node = input("x", offset, shape);
    offset += sizeOf(shape);
    return node;
  });
  const result = program(inputs);
  return { inputs, output: sum(mul(result, weights(result.shape))), x: Float64Array.from(values.flat()) };
}

function flatten(arrays: readonly Float64Array[]): number[] {
  return arrays.flatMap((array) => Array.from(array));
}

/**
 * Row k: the change of `outputs` with x[k], by a five-point stencil. Its error is about h^4 f^(5) / 30 + eps |f| / h, so with
 * h = 1e-3 near 1e-12: below the 1e-7 that the tests allow for functions whose fifth derivative is moderate.
 */
function differences(f: (x: Float64Array) => number[], x: Float64Array, h: number): number[][] {
  return Array.from(x, (_, k) => {
    const at = (shift: number) => f(x.map((value, i) => (i === k ? value + shift : value)));
    const [a, b, c, d] = [at(-2 * h), at(-h), at(h), at(2 * h)];
    return a.map((_, i) => (a[i] - 8 * b[i] + 8 * c[i] - d[i]) / (12 * h));
  });
}

function close(actual: number, expected: number, tolerance: number, message: string): void {
  const error = Math.abs(actual - expected) / Math.max(1, Math.abs(expected));
  assert.ok(error <= tolerance, `${message}: ${actual} instead of ${expected}`);
}

/** Asserts first and, where wanted, second derivatives with respect to every element of every input. */
export function checkDerivatives(each: Case, { tolerance = 1e-7, h = 1e-3, order = 2 } = {}): void {
  const { inputs, output, x } = prepare(each);
  const gradient = differentiate(output, inputs);
  const run = (nodes: readonly Node[]) => (at: Float64Array) =>
    flatten(evaluate(nodes, { buffers: { x: at }, ...each.boxes }));
  const first = run(gradient)(x);
  for (const [k, row] of differences(run([output]), x, h).entries()) close(first[k], row[0], tolerance, `d/dx[${k}]`);
  if (order < 2) return;
  const rates = differences(run(gradient), x, h);
  let from = 0;
  for (const part of gradient) {
    const size = sizeOf(part.shape);
    const seed = weights(part.shape);
    const factors = evaluate([seed], {})[0];
    const second = run(differentiate(part, inputs, seed))(x);
    for (const [k, value] of second.entries()) {
      let expected = 0;
      for (let i = 0; i < size; i++) expected += factors[i] * rates[k][from + i];
      close(value, expected, tolerance, `second derivative along x[${k}]`);
    }
    from += size;
  }
}
