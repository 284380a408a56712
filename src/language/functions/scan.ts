/** `scan(f, start, xs)`: the states that a function makes one after the other, where a function of one's own needs a recursion. */
import { constant, gather, input, max, min, sub } from "../../tensor/build.ts";
import { substitute } from "../../tensor/passes/substitute.ts";
import { broadcastTo, shapeOf } from "../axes.ts";
import type { Value } from "../checked.ts";
import { sourceOf } from "../comprehension.ts";
import { at, type Context } from "../context.ts";
import { badStep, irregularRecursion } from "../diagnostics/loops.ts";
import { fail } from "../diagnostics/make.ts";
import { shapesDoNotFit } from "../diagnostics/shapes.ts";
import { elaborate } from "../elaborate.ts";
import { applyFunction, argumentMeaning } from "../inlining.ts";
import { checkLimit } from "../limits.ts";
import { enter, makeLoop } from "../loops/loop.ts";
import { closeRecursion, IrregularRecursion } from "../loops/recursion.ts";
import type { BuiltinFunction, FunctionCall } from "./function.ts";

export const scanFunction: BuiltinFunction = {
  name: "scan",
  signature: "scan((state, x) => next, start, xs)",
  documentation: "the state after each element of xs, a dim, a range or an array; a new first axis",
  arity: [3, 3],
  options: [],
  raw: true,
  apply: (call) => scanned(call),
};

function scanned({ context, expression, argExpressions: [step, first, over] }: FunctionCall): Value {
  const f = argumentMeaning(context, step);
  if (f.kind !== "function" || f.definition.parameters.length !== 2) return fail(badStep(at(context, step)));
  const { definition } = f;
  const start = elaborate(context, first);
  const source = sourceOf(context, { variable: { name: "element", span: over.span }, over, span: over.span }, "scan");
  const axis = source.kind === "indices" ? source.loop.axis : source.axis;
  const shape = shapeOf(start.axes);
  checkLimit(at(context, expression), [axis, ...start.axes]);
  const state = input("scan:state", 0, shape);
  const element: Value =
    source.kind === "indices" ? { node: source.loop.node, axes: [] } : { node: source.element, axes: source.rest };
  const frame = source.kind === "indices" ? enter(context.frame, source.loop) : context.frame;
  const uses: Context["boxUses"] = [];
  const next = applyFunction({ ...context, frame, boxUses: uses }, expression, definition, [
    { kind: "let", value: { node: state, axes: start.axes } },
    { kind: "let", value: element },
  ]);
  context.boxUses.push(...uses.map(({ node: _, ...use }) => use));
  const fitted = broadcastTo(next, start.axes);
  if (!("node" in fitted)) {
    const parts = [
      { span: step.span, axes: next.axes },
      { span: first.span, axes: start.axes },
    ];
    return fail(
      shapesDoNotFit(at(context, step), parts, { reason: "a step gives a state with the axes of the start" }),
    );
  }
  const place = makeLoop("place", axis);
  const whole = input("open:scan", 0, [axis.size, ...shape]);
  // As an open array is read, so that the element before the first is the start.
  const before = gather(whole, max(min(sub(place.node, 1), axis.size - 1), 0), 0);
  const own =
    source.kind === "indices"
      ? gather(constant(source.loop.values, [axis.size]), place.node, 0)
      : gather(source.whole, place.node, 0);
  const [body] = substitute([fitted.node], (node) =>
    node === state ? before : node === element.node ? own : undefined,
  );
  try {
    const [node] = closeRecursion(place, [{ whole, definition: body, start: start.node }]);
    return { node, axes: [axis, ...start.axes] };
  } catch (problem) {
    if (!(problem instanceof IrregularRecursion)) throw problem;
    return fail(irregularRecursion(at(context, expression), ["scan"]));
  }
}
