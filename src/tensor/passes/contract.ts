/**
 * Contracted derivatives (DESIGN section 3): the sum over rows and outputs of w * d net / d weights is one reverse pass of
 * sum(w * net(x)), so that the derivative of every row by every weight is never stored.
 */
import {
  add,
  broadcast,
  concat,
  constant,
  fill,
  gather,
  mul,
  pad,
  parameterVjp,
  reciprocal,
  reshape,
  slice,
  sum,
  transpose,
} from "../build.ts";
import { type Node, type Shape, sizeOf } from "../node.ts";
import { range } from "../shape.ts";
import { reachable } from "./dependencies.ts";
import { moveView, type View, type ViewAxis, wholeView } from "./derivative-view.ts";
import { substitute } from "./substitute.ts";
import { splitAxes, withoutAxes } from "./without-axes.ts";

/** So many reverse passes stand for one contraction at most: one for each element of the axes that are kept. */
const MOST_PASSES = 64;

/**
 * The nodes with every sum over the rows of a derivative by parameters written as reverse passes, where that can be. The
 * outermost sum comes first: with it, those inside it are one pass.
 */
export function contractParameterGradients(nodes: readonly Node[]): Node[] {
  const contraction = new Contraction();
  let current = [...nodes];
  for (;;) {
    const found = contraction.outermost(current);
    if (found === undefined) return current;
    current = substitute(current, (node) => (node === found.node ? found.image : undefined));
  }
}

/** One summand of what is summed: a product of factors, all of one shape, and perhaps a derivative. */
interface Summand {
  readonly factors: readonly Node[];
  readonly view?: View;
}

class Contraction {
  readonly #holds = new Map<Node, boolean>();

  readonly #refused = new Set<Node>();

  /** A sum or matrix product that can be contracted and stands in no other such, with what stands in its place. */
  outermost(nodes: readonly Node[]): { readonly node: Node; readonly image: Node } | undefined {
    if (!nodes.some((node) => this.#holdsDerivative(node))) return undefined;
    for (const node of reachable(nodes).reverse()) {
      if (this.#refused.has(node)) continue;
      const image = this.#holdsDerivative(node) ? this.#contracted(node) : undefined;
      if (image !== undefined) return { node, image };
      this.#refused.add(node);
    }
    return undefined;
  }

  #contracted(node: Node): Node | undefined {
    const { op, inputs, shape } = node;
    if (op.name === "reduce" && op.kind === "sum") return this.#sum(inputs[0], op.axes);
    if (op.name !== "matmul") return undefined;
    const [a, b] = inputs;
    const rank = shape.length;
    const cube = [...shape.slice(0, -1), a.shape[rank - 1], shape[rank - 1]];
    const outer = range(rank - 2);
    return this.#sum(
      mul(broadcast(a, cube, [...outer, rank - 2, rank - 1]), broadcast(b, cube, [...outer, rank - 1, rank])),
      [rank - 1],
    );
  }

  #sum(summed: Node, axes: readonly number[]): Node | undefined {
    const summands = this.#summands(summed);
    if (!summands?.some(({ view }) => view !== undefined)) return undefined;
    const kept = summed.shape.filter((_, axis) => !axes.includes(axis));
    let total: Node | undefined;
    for (const { factors, view } of summands) {
      const part = view === undefined ? sum(product(factors, summed.shape), axes) : contract(factors, view, axes, kept);
      if (part === undefined) return undefined;
      total = total === undefined ? part : add(total, part);
    }
    return total;
  }

  /** The node as a sum of products; undefined where a derivative stands in it otherwise than linearly. */
  #summands(node: Node): Summand[] | undefined {
    if (!this.#holdsDerivative(node)) return [{ factors: [node] }];
    const { op, inputs, shape } = node;
    const [a, b] = inputs;
    switch (op.name) {
      case "parameter_gradient":
        return [{ factors: [], view: wholeView(node) }];
      case "neg":
        return this.#times(a, fill(shape, -1));
      case "add":
      case "sub": {
        const left = this.#summands(a);
        const right = op.name === "add" ? this.#summands(b) : this.#times(b, fill(shape, -1));
        return left && right && [...left, ...right];
      }
      case "mul":
        if (this.#holdsDerivative(a)) return this.#holdsDerivative(b) ? undefined : this.#times(a, b);
        return this.#times(b, a);
      case "div":
        return this.#holdsDerivative(b) ? undefined : this.#times(a, reciprocal(b));
      case "transpose":
      case "broadcast":
      case "reshape":
      case "reduce":
      case "gather":
        return this.#moved(node);
      default:
        return undefined;
    }
  }

  #times(node: Node, factor: Node): Summand[] | undefined {
    return this.#summands(node)?.map(({ factors, view }) => ({ factors: [...factors, ...factorsOf(factor)], view }));
  }

  #moved(node: Node): Summand[] | undefined {
    const summands = this.#summands(node.inputs[0]);
    const moved: Summand[] = [];
    for (const { factors, view } of summands ?? []) {
      const seen = view && moveView(view, node);
      const along = factors.map((factor) => move(factor, node));
      if ((view !== undefined && seen === undefined) || !along.every((factor) => factor !== undefined))
        return undefined;
      moved.push({ factors: along, view: seen });
    }
    return summands && moved;
  }

  #holdsDerivative(node: Node): boolean {
    const known = this.#holds.get(node);
    if (known !== undefined) return known;
    for (const each of reachable([node])) {
      if (this.#holds.has(each)) continue;
      this.#holds.set(each, each.op.name === "parameter_gradient" || each.inputs.some((x) => this.#holds.get(x)));
    }
    return this.#holds.get(node) === true;
  }
}

/** A product taken apart, so that each factor is seen to be the same along some axes. */
function factorsOf(node: Node): Node[] {
  const [a, b] = node.inputs;
  if (node.op.name === "mul") return [...factorsOf(a), ...factorsOf(b)];
  if (node.op.name === "div") return [...factorsOf(a), ...factorsOf(b).map(reciprocal)];
  return node.op.name === "reciprocal" ? factorsOf(a).map(reciprocal) : [node];
}

/** A factor of the shape of another node's input, rearranged as that is; undefined where it is not the same for all that is summed. */
function move(factor: Node, { op, inputs, shape }: Node): Node | undefined {
  switch (op.name) {
    case "transpose":
      return transpose(factor, op.permutation);
    case "broadcast":
      return broadcast(factor, shape, op.axes);
    case "gather":
      return gather(factor, inputs[1], op.axis);
    case "reduce":
      return withoutAxes(factor, op.axes);
    default:
      return reshape(factor, shape);
  }
}

function product(factors: readonly Node[], shape: Shape): Node {
  return factors.length === 0 ? fill(shape, 1) : factors.reduce((a, b) => mul(a, b));
}

/**
 * The sum along `axes` of a product of factors and a derivative, of shape `kept`: a factor that is the same for all weights goes
 * into the cotangent, one that is the same for all rows is multiplied afterwards. Undefined for any other factor.
 */
function contract(factors: readonly Node[], view: View, axes: readonly number[], kept: Shape): Node | undefined {
  const flat = view.groups.flat();
  const isSummed = view.groups.flatMap((group, axis) => group.map(() => axes.includes(axis)));
  const sizes = flat.map((axis) => axis.size);
  const weights = flat.findIndex((axis) => axis.kind === "parameter");
  const gone = view.summed.map(({ axis }) => axis);
  if (isSummed[weights] || !view.rows.every((axis) => flat.includes(axis) || gone.includes(axis))) return undefined;
  const others = range(flat.length).filter((i) => i !== weights);
  const summed = others.filter((i) => isSummed[i]);
  if (!summed.some((i) => flat[i].kind === "row") && gone.length === 0) return undefined;
  const inside: Node[] = [];
  const outside: Node[] = [];
  for (const factor of factors) {
    const whole = splitAxes(
      factor,
      view.groups.map((group) => group.map((axis) => axis.size)),
    );
    const one = withoutAxes(whole, [weights]);
    const after = one === undefined ? withoutAxes(whole, summed) : undefined;
    if (one !== undefined) inside.push(one);
    else if (after !== undefined) outside.push(after);
    else return undefined;
  }
  const cotangent = product(
    inside,
    others.map((i) => sizes[i]),
  );
  const axesOf = others.map((i) => ({ axis: flat[i], isKept: !isSummed[i] }));
  const passes = reversePasses(view, cotangent, axesOf);
  if (passes === undefined) return undefined;
  // The passes stand first; the weights go back to where they stood.
  const keptBefore = others.filter((i) => !isSummed[i] && i < weights).length;
  const keptCount = others.filter((i) => !isSummed[i]).length;
  const order = [...range(keptBefore), keptCount, ...range(keptCount).slice(keptBefore)];
  const placed = transpose(passes, order);
  return reshape(product([placed, ...outside], placed.shape), kept);
}

/** A pass for each element of the kept axes of the cotangent, [..kept, weights]; undefined where they are too many. */
function reversePasses(
  view: View,
  cotangent: Node,
  axes: readonly { readonly axis: ViewAxis; readonly isKept: boolean }[],
): Node | undefined {
  const sizes = axes.filter(({ isKept }) => isKept).map(({ axis }) => axis.size);
  const count = sizeOf(sizes);
  if (count > MOST_PASSES) return undefined;
  const passes: Node[] = [];
  for (let pass = 0; pass < count; pass++) {
    let one = cotangent;
    let rest = pass;
    for (const [i, { axis, isKept }] of [...axes.entries()].reverse()) {
      if (!isKept) continue;
      const at = rest % axis.size;
      rest = Math.floor(rest / axis.size);
      const here = slice(one, i, at, at + 1);
      one = axis.kind === "row" ? pad(here, i, at, axis.size - at - 1) : here;
    }
    passes.push(
      onePass(
        view,
        one,
        axes.map(({ axis }) => axis),
      ),
    );
  }
  const size = view.source.shape[2];
  return reshape(
    concat(
      passes.map((pass) => reshape(pass, [1, size])),
      0,
    ),
    [...sizes, size],
  );
}

/** @param cotangent over these axes, of which those that repeat the derivative are summed */
function onePass(view: View, cotangent: Node, axes: readonly ViewAxis[]): Node {
  const { source, rows } = view;
  const repeats = range(axes.length).filter((i) => axes[i].kind === "new");
  const own = axes.filter((axis) => axis.kind === "row");
  let whole = sum(cotangent, repeats);
  for (const { axis, weights } of view.summed) {
    const shape = [...whole.shape, axis.size];
    const last = shape.length - 1;
    whole = mul(broadcast(whole, shape, range(last)), broadcast(constant(weights, [axis.size]), shape, [last]));
    own.push(axis);
  }
  const inOrder = transpose(
    whole,
    rows.map((row) => own.indexOf(row)),
  );
  const [x, weights] = source.inputs;
  const [count, outputs, size] = source.shape;
  if (source.op.name !== "parameter_gradient") throw new Error("a view is of a derivative by parameters");
  return parameterVjp(source.op.box, x, reshape(inOrder, [count, outputs]), size, weights);
}
