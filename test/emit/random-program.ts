/** Random tensor programs over every operation, for tests of emitters against the interpreter. */
import fc from "fast-check";
import * as t from "../../src/tensor/build.ts";
import { binaryFunctions, unaryFunctions } from "../../src/tensor/evaluate-elementwise.ts";
import {
  type BinaryName,
  type Node,
  type Output,
  type Program,
  sizeOf,
  type UnaryName,
} from "../../src/tensor/node.ts";

/** Draws whole numbers below n, one after the other, from a list that fast-check can shrink. */
type Draw = (n: number) => number;

const unaryNames = Object.keys(unaryFunctions) as UnaryName[];
const binaryNames = Object.keys(binaryFunctions) as BinaryName[];
const reduceNames = ["sum", "prod", "max", "min", "logsumexp"] as const;

/** Operands brought where the function is defined and no neighbour is far off, so that rounding stays small. */
function unary(name: UnaryName, x: Node): Node {
  const bounded = t.tanh(x);
  switch (name) {
    case "log":
    case "sqrt":
    case "lgamma":
    case "reciprocal":
      return t.unary(name, t.add(t.abs(x), 0.5));
    case "log1p":
      return t.log1p(t.abs(x));
    case "floor":
    case "ceil":
    case "round":
    case "sign":
    case "step":
      // a jump away from where rounding decides
      return t.unary(name, t.add(t.mul(t.floor(t.mul(bounded, 3.01)), 0.7), 0.13));
    case "not":
      return t.unary(name, t.lt(t.floor(t.mul(bounded, 3.01)), 0));
    default:
      return t.unary(name, t.mul(bounded, name === "asin" || name === "acos" ? 0.7 : 1.3));
  }
}

function binary(name: BinaryName, a: Node, b: Node): Node {
  const coarse = (x: Node) => t.floor(t.mul(t.tanh(x), 3.3));
  switch (name) {
    case "div":
      return t.div(a, t.add(t.abs(b), 0.5));
    case "pow":
      return t.pow(t.add(t.abs(t.tanh(a)), 0.3), t.tanh(b));
    case "mod":
      return t.mod(t.add(coarse(a), 0.4), t.add(t.abs(coarse(b)), 1));
    case "add":
    case "sub":
    case "mul":
    case "min":
    case "max":
      return t.binary(name, t.tanh(a), t.tanh(b));
    default:
      return t.binary(name, coarse(a), coarse(b));
  }
}

function constantOf(draw: Draw, shape: readonly number[]): Node {
  const size = sizeOf(shape);
  return t.constant(
    Array.from({ length: size }, (_, i) => ((i * 7 + draw(50)) % 23) / 11 - 1),
    shape,
  );
}

function indexInto(draw: Draw, size: number, shape: readonly number[], pool: readonly Node[]): Node {
  const matching = pool.filter((node) => node.shape.join() === shape.join());
  if (matching.length > 0 && draw(2) === 0) {
    const x = matching[draw(matching.length)];
    return t.min(t.floor(t.mul(t.abs(t.tanh(x)), size)), size - 1);
  }
  return t.constant(
    Array.from({ length: sizeOf(shape) }, () => draw(size)),
    shape,
  );
}

/** A symmetric positive definite matrix [.., n, n] from x [.., n, k]. */
function positiveDefinite(x: Node): Node {
  const rank = x.shape.length;
  const n = x.shape[rank - 2];
  const small = t.mul(t.tanh(x), 0.3);
  const square = t.matmul(small, t.transpose(small));
  const identity = t.constant(
    Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0)),
    [n, n],
  );
  return t.add(square, t.broadcast(identity, square.shape, [rank - 2, rank - 1]));
}

/** One more node from the pool, chosen by the draws; undefined where the chosen operation does not fit. */
function grow(draw: Draw, pool: readonly Node[], sizes: readonly number[]): Node | undefined {
  const x = pool[draw(pool.length)];
  const rank = x.shape.length;
  const axis = rank === 0 ? 0 : draw(rank);
  const sameShape = pool.filter((node) => node.shape.join() === x.shape.join());
  const y = sameShape[draw(sameShape.length)];
  const anySize = () => sizes[draw(sizes.length)];
  switch (draw(24)) {
    case 0:
    case 1:
      return unary(unaryNames[draw(unaryNames.length)], x);
    case 2:
    case 3:
    case 4:
      return binary(binaryNames[draw(binaryNames.length)], x, y);
    case 5:
      return t.polygamma(draw(3), t.add(t.abs(x), 0.5));
    case 6:
      return t.select(t.lt(t.floor(t.mul(x, 2)), 0.25), y, x);
    case 7:
    case 8: {
      if (rank > 3) return undefined;
      const at = draw(rank + 1);
      const shape = [...x.shape.slice(0, at), anySize(), ...x.shape.slice(at)];
      return t.broadcast(
        x,
        shape,
        shape.map((_, i) => i).filter((i) => i !== at),
      );
    }
    case 9:
    case 10:
      return t.reduce(
        reduceNames[draw(5)],
        t.tanh(x),
        x.shape.map((_, i) => i).filter(() => draw(2) === 0),
      );
    case 11:
      return rank === 0 ? undefined : (draw(2) ? t.argmax : t.argmin)(t.floor(t.mul(x, 3)), axis);
    case 12:
      return rank === 0 ? undefined : t.cumsum(t.tanh(x), axis, draw(2) === 0);
    case 13:
      return t.reshape(x, draw(2) ? [sizeOf(x.shape)] : [...x.shape, 1]);
    case 14: {
      const flat = sizeOf(x.shape);
      const divisors = sizes.filter((n) => flat % n === 0);
      const n = divisors[draw(Math.max(1, divisors.length))] ?? 1;
      return t.reshape(x, [flat / n, n]);
    }
    case 15: {
      const order = x.shape.map((_, i) => i);
      for (let i = order.length - 1; i > 0; i--) {
        const j = draw(i + 1);
        [order[i], order[j]] = [order[j], order[i]];
      }
      return t.transpose(x, order);
    }
    case 16: {
      if (rank === 0) return undefined;
      const start = draw(x.shape[axis]);
      return t.slice(x, axis, start, start + 1 + draw(x.shape[axis] - start));
    }
    case 17:
      return rank === 0 ? undefined : t.pad(x, axis, draw(3), draw(3));
    case 18: {
      if (rank === 0 || rank > 3) return undefined;
      return t.gather(x, indexInto(draw, x.shape[axis], draw(3) === 0 ? [] : [anySize()], pool), axis);
    }
    case 19: {
      if (rank === 0) return undefined;
      const size = anySize();
      return t.scatterAdd(x, indexInto(draw, size, [x.shape[axis]], pool), axis, size);
    }
    case 20:
      return rank === 0 ? undefined : t.concat([x, y, t.tanh(x)].slice(0, 2 + draw(2)), axis);
    case 21:
    case 22: {
      if (rank < 2) return undefined;
      const n = anySize();
      return t.matmul(t.tanh(x), constantOf(draw, [...x.shape.slice(0, -2), x.shape[rank - 1], n]));
    }
    default: {
      if (rank < 2 || x.shape[rank - 2] > 30) return undefined;
      const l = t.cholesky(positiveDefinite(x));
      const kind = draw(3);
      if (kind === 2) return t.choleskyAdjoint(l, positiveDefinite(x));
      return kind === 0 ? l : t.triangularSolve(l, t.tanh(x), draw(2) === 0);
    }
  }
}

export interface RandomProgram {
  readonly program: Program;
  readonly inputs: Readonly<Record<string, Float64Array>>;
  readonly lanes: number;
}

/** A program from a list of draws, with inputs for some lanes. */
export function programFrom(draws: readonly number[], sizes: readonly number[], steps: number): RandomProgram {
  let next = 0;
  const draw: Draw = (n) => (n <= 1 ? 0 : (draws[next++ % draws.length] * 31 + next * 17 + 7) % n);
  const shapes = [[], [sizes[draw(sizes.length)]], [sizes[draw(sizes.length)], sizes[draw(sizes.length)]]];
  const pool: Node[] = [];
  let inputSize = 1;
  for (const shape of shapes) {
    pool.push(t.input("x", inputSize, shape));
    inputSize += sizeOf(shape);
  }
  pool.push(constantOf(draw, shapes[2]));
  for (let i = 0; i < steps; i++) {
    const node = grow(draw, pool, sizes);
    if (node && sizeOf(node.shape) <= 3000) pool.push(node);
  }
  const results = [pool[pool.length - 1], pool[pool.length - 2], pool[draw(pool.length)]];
  const outputs: Output[] = [];
  let outputSize = 2;
  for (const node of results) {
    outputs.push({ buffer: "y", offset: outputSize, node });
    outputSize += sizeOf(node.shape);
  }
  const lanes = 1 + draw(3);
  const x = Float64Array.from({ length: lanes * inputSize }, (_, i) => Math.sin(i * 1.7 + draw(9)) * 1.5);
  return { program: { buffers: { x: inputSize, y: outputSize }, outputs }, inputs: { x }, lanes };
}

export const draws = fc.array(fc.nat(9999), { minLength: 20, maxLength: 120 });
