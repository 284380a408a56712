/** `[e for i in A, j in B]`: e for every element of A and B, their axes before those of e. */
import { batch } from "../tensor/batch.ts";
import { input } from "../tensor/build.ts";
import { constantValue } from "../tensor/evaluate.ts";
import type { Node } from "../tensor/node.ts";
import { shapeOf } from "./axes.ts";
import type { Axis, Value } from "./checked.ts";
import { at, type Context } from "./context.ts";
import { parameterTwice } from "./diagnostics/loops.ts";
import { fail } from "./diagnostics/make.ts";
import { wrongRank } from "./diagnostics/shapes.ts";
import { elaborate } from "./elaborate.ts";
import { refuseUnsized, unsized } from "./heads.ts";
import { checkLimit } from "./limits.ts";
import { mapOver } from "./loops/conditions.ts";
import { enter, type Loop, makeLoop } from "./loops/loop.ts";
import type { ComprehensionExpression, Generator } from "./syntax.ts";

/** What a generator goes over: known numbers (the indices of a dim, a range), or the elements of any value. */
export type Source =
  | { readonly kind: "indices"; readonly loop: Loop }
  | {
      readonly kind: "elements";
      readonly axis: Axis;
      readonly rest: readonly Axis[];
      readonly element: Node;
      readonly whole: Node;
    };

export function elaborateComprehension(context: Context, expression: ComprehensionExpression): Value {
  let inner: Context = { ...context, scope: context.scope.within() };
  const sources: Source[] = [];
  for (const [i, generator] of expression.generators.entries()) {
    const { variable } = generator;
    if (expression.generators.slice(0, i).some((other) => other.variable.name === variable.name))
      fail(parameterTwice(at(context, variable), variable.name));
    const source = sourceOf(inner, generator);
    sources.push(source);
    const value: Value =
      source.kind === "indices" ? { node: source.loop.node, axes: [] } : { node: source.element, axes: source.rest };
    const loop = source.kind === "indices" ? source.loop : undefined;
    inner = { ...inner, scope: inner.scope.within() };
    inner.scope.bind(variable, { kind: "index", value, loop });
    if (loop !== undefined) inner = { ...inner, frame: enter(inner.frame, loop) };
  }
  const uses: Context["boxUses"] = [];
  let value = elaborate({ ...inner, boxUses: uses }, expression.element);
  context.boxUses.push(...uses.map(({ node: _, ...use }) => use));
  for (const source of [...sources].reverse()) {
    const axis = source.kind === "indices" ? source.loop.axis : source.axis;
    checkLimit(at(context, expression), [axis, ...value.axes]);
    const [node] =
      source.kind === "indices"
        ? mapOver([value.node], source.loop)
        : batch([value.node], new Map([[source.element, source.whole]]));
    value = { node, axes: [axis, ...value.axes] };
  }
  return value;
}

/** @param what it stands in, for the message when there is nothing to go over */
export function sourceOf(context: Context, generator: Generator, what = "`for .. in`"): Source {
  const { over, variable } = generator;
  if (over.kind === "name") {
    const meaning = context.scope.find(over.name);
    if (meaning?.kind === "dim") {
      const { name, size } = meaning.dim;
      if (size === unsized) refuseUnsized(context, over);
      return { kind: "indices", loop: makeLoop(variable.name, { name, size }) };
    }
  }
  const value = elaborate(context, over);
  const [axis, ...rest] = value.axes;
  if (axis === undefined) fail(wrongRank(at(context, over), what, "a dim, a range or an array", value.axes));
  const known = rest.length === 0 ? constantValue(value.node) : undefined;
  if (known !== undefined) return { kind: "indices", loop: makeLoop(variable.name, axis, known) };
  return {
    kind: "elements",
    axis,
    rest,
    element: input(`element:${variable.name}`, 0, shapeOf(rest)),
    whole: value.node,
  };
}
