/**
 * Convolutions and pooling of pictures [rows, height, width, channels]: windows are gathered by a known index, so that their products are
 * matrix products and their derivatives, of any order, those of gathers, products and reductions.
 */
import { lt, mul, select } from "./build-elementwise.ts";
import { matmul } from "./build-linear.ts";
import { reduce, sum } from "./build-reduce.ts";
import { gather, pad, reshape } from "./build-shape.ts";
import { broadcast, constant } from "./build-source.ts";
import { type Node, sizeOf } from "./node.ts";
import { misuse, showShape } from "./shape.ts";

type Pair = readonly [height: number, width: number];

export interface Windows {
  readonly size: Pair;
  readonly strides: Pair;
  /** Distance of neighbouring elements of a window; 1 where they touch. */
  readonly dilation?: Pair;
  /** `same`: as many windows as elements at stride 1, what lies outside is left out; `valid`: only windows that lie inside. */
  readonly padding: "same" | "valid";
}

interface Placed {
  /** How many windows there are in each direction. */
  readonly count: Pair;
  /** [windows, elements of one] positions in a picture of one channel; height times width where an element lies outside. */
  readonly index: Node;
  /** For each window how many of its elements lie inside. */
  readonly inside: Float64Array;
}

/** How many windows a picture has, or fewer than 1 where it is smaller than one of them. */
export function countWindows([height, width]: Pair, { size, strides, dilation = [1, 1], padding }: Windows): Pair {
  const along = (length: number, axis: 0 | 1) => {
    const reach = (size[axis] - 1) * dilation[axis] + 1;
    return Math.ceil((padding === "same" ? length : length - reach + 1) / strides[axis]);
  };
  return [along(height, 0), along(width, 1)];
}

function placeWindows(picture: Pair, windows: Windows): Placed {
  const { size, strides, dilation = [1, 1], padding } = windows;
  const count = countWindows(picture, windows);
  const outside = picture[0] * picture[1];
  // TensorFlow's rule: what is missing is shared between both sides, the odd element comes after.
  const before = ([0, 1] as const).map((axis) => {
    const missing = (count[axis] - 1) * strides[axis] + (size[axis] - 1) * dilation[axis] + 1 - picture[axis];
    return padding === "same" ? Math.floor(Math.max(0, missing) / 2) : 0;
  });
  const index: number[] = [];
  const inside = new Float64Array(count[0] * count[1]);
  for (let y = 0, window = 0; y < count[0]; y++) {
    for (let x = 0; x < count[1]; x++, window++) {
      for (let i = 0; i < size[0]; i++) {
        for (let j = 0; j < size[1]; j++) {
          const row = y * strides[0] - before[0] + i * dilation[0];
          const column = x * strides[1] - before[1] + j * dilation[1];
          const isInside = row >= 0 && row < picture[0] && column >= 0 && column < picture[1];
          index.push(isInside ? row * picture[1] + column : outside);
          if (isInside) inside[window]++;
        }
      }
    }
  }
  return { count, index: constant(index, [inside.length, size[0] * size[1]]), inside };
}

/** [rows, windows, elements of one, channels]; elements outside are 0. */
function windowsOf(x: Node, placed: Placed): Node {
  const [rows, height, width, channels] = x.shape;
  const flat = reshape(x, [rows, height * width, channels]);
  const isCut = placed.inside.some((n) => n < placed.index.shape[1]);
  return gather(isCut ? pad(flat, 1, 0, 1) : flat, placed.index, 1);
}

function checked(where: string, x: Node, windows: Windows): Placed {
  if (x.shape.length !== 4) misuse(where, `${showShape(x.shape)} is not [rows, height, width, channels]`);
  const [, height, width] = x.shape;
  if (countWindows([height, width], windows).some((n) => n < 1)) misuse(where, "a window is larger than the picture");
  return placeWindows([height, width], windows);
}

/** @param kernel [height, width, channels, filters] @returns [rows, .., .., filters] */
export function convolution(x: Node, kernel: Node, windows: Windows): Node {
  const placed = checked("convolution", x, windows);
  const [rows] = x.shape;
  const filters = kernel.shape[3];
  const inner = sizeOf(kernel.shape) / filters;
  const flat = reshape(windowsOf(x, placed), [rows * placed.inside.length, inner]);
  return reshape(matmul(flat, reshape(kernel, [inner, filters])), [rows, ...placed.count, filters]);
}

/** Each channel by kernels of its own. @param kernel [height, width, channels, multiplier] @returns [rows, .., .., channels * multiplier] */
export function depthwiseConvolution(x: Node, kernel: Node, windows: Windows): Node {
  const placed = checked("depthwiseConvolution", x, windows);
  const [rows, , , channels] = x.shape;
  const multiplier = kernel.shape[3];
  const elements = placed.index.shape[1];
  const shape = [rows, placed.inside.length, elements, channels, multiplier];
  const product = mul(
    broadcast(windowsOf(x, placed), shape, [0, 1, 2, 3]),
    broadcast(reshape(kernel, [elements, channels, multiplier]), shape, [2, 3, 4]),
  );
  return reshape(sum(product, [2]), [rows, ...placed.count, channels * multiplier]);
}

/** The largest element of each window; its derivative is 0 where two are. */
export function maxPooling(x: Node, windows: Windows): Node {
  const placed = checked("maxPooling", x, windows);
  const [rows, height, width, channels] = x.shape;
  const all = windowsOf(x, placed);
  const isInside = lt(placed.index, height * width);
  const own = select(broadcast(isInside, all.shape, [1, 2]), all, Number.NEGATIVE_INFINITY);
  return reshape(reduce("max", own, [2]), [rows, ...placed.count, channels]);
}

/** The mean of what of each window lies inside. */
export function averagePooling(x: Node, windows: Windows): Node {
  const placed = checked("averagePooling", x, windows);
  const [rows, , , channels] = x.shape;
  const total = sum(windowsOf(x, placed), [2]);
  const shares = constant(
    placed.inside.map((n) => 1 / n),
    [placed.inside.length],
  );
  return reshape(mul(total, broadcast(shares, total.shape, [1])), [rows, ...placed.count, channels]);
}
