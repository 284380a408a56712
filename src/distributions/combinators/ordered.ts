/** Increasing vectors of independent elements: `Ordered` and `PositiveOrdered`. */
import { and, element, fill, gt, lt, max, reduce, slice, sum } from "../../tensor/build.ts";
import { constantValue, isConstant } from "../../tensor/evaluate.ts";
import type { Node } from "../../tensor/node.ts";
import { dependsOn } from "../../tensor/passes/dependencies.ts";
import type { Distribution, Made, ScalarSupport, Support, Unmet } from "../distribution.ts";
import { guardedEvent } from "../terms.ts";
import { type Combinator, nameOf, parametersOf, type Refusal, unmetOfParts } from "./combinator.ts";
import { sampleIncreasing } from "./increasing.ts";

function isScalarSupport(support: Support): support is ScalarSupport {
  return ["real", "positive", "nonnegative", "above", "below", "interval", "unit"].includes(support.kind);
}

function refuse([part]: readonly Distribution[]): Refusal | undefined {
  if (part.eventRank === 0 && !part.discrete && part.atoms !== true) return undefined;
  const what = part.eventRank > 0 ? "a distribution of vectors" : part.discrete ? "discrete" : "not a density";
  return {
    part: 0,
    reason: `${part.name} is ${what}`,
    remedy: "it takes a continuous distribution of single numbers: its elements are independent and increase",
  };
}

/** The part of a scalar set above 0. */
function positivePart(support: ScalarSupport): ScalarSupport {
  switch (support.kind) {
    case "real":
      return { kind: "positive" };
    case "above":
      return { kind: "above", lower: max(support.lower, 0) };
    case "below":
      return { kind: "interval", lower: fill(support.upper.shape, 0), upper: support.upper };
    case "interval":
      return { kind: "interval", lower: max(support.lower, 0), upper: support.upper };
    default:
      return support;
  }
}

/** Whether the elements along the last axis increase, and all are positive. */
function isInside(x: Node, positive: boolean): Node {
  const axis = x.shape.length - 1;
  const n = x.shape[axis];
  const increasing = reduce("min", lt(slice(x, axis, 0, n - 1), slice(x, axis, 1, n)), [axis]);
  return positive ? and(increasing, gt(element(x, axis, 0), 0)) : increasing;
}

/** Whether an argument [...batch, n, ...own axes] is the same for all n elements, as far as can be seen. */
function repeatsAlongEvent(arg: Node, rank: number): boolean {
  const axis = arg.shape.length - rank - 1;
  return arg.shape[axis] === 1 || (arg.op.name === "broadcast" && !arg.op.axes.includes(axis));
}

function reachesBelowZero(support: Support): boolean {
  return !["positive", "nonnegative", "unit"].includes(support.kind);
}

/** Bounds that differ from element to element: what increases within them is another set than the one that is transformed. */
function unevenBounds(part: Distribution, args: readonly Node[]): Unmet | undefined {
  const support = part.support(args);
  const bounds = ["lower" in support ? support.lower : undefined, "upper" in support ? support.upper : undefined];
  const need = "the same for all elements, as it moves a bound of the ordered vector";
  for (const bound of bounds) {
    if (bound === undefined) continue;
    const n = bound.shape[bound.shape.length - 1];
    const known = constantValue(bound);
    if (known?.every((x, i) => x === known[i - (i % n)])) continue;
    const parameter = args.findIndex(
      (arg, i) => !repeatsAlongEvent(arg, part.parameters[i].rank) && dependsOn(bound, (node) => node === arg),
    );
    if (parameter >= 0) return { parameter, need };
  }
  return undefined;
}

function build(combinator: Combinator, positive: boolean, part: Distribution): Distribution {
  const { name } = combinator;
  const made: Made = { combinator: name, own: [], parts: [part] };
  return {
    name: nameOf(name, [part]),
    parameters: parametersOf([], [part], (parameter) => ({ ...parameter, alongEvent: true })),
    eventRank: 1,
    discrete: false,
    improper: part.improper,
    unnormalised: true,
    agrees: (args) => part.agrees?.(args) !== false,
    requires: (args) => unmetOfParts(made, args, []) ?? unevenBounds(part, args),
    // n! for n elements alike; otherwise the probability of increasing, or of being positive, depends on the arguments.
    drawsFollow: (args) =>
      args.every(isConstant) ||
      (args.every((arg, i) => repeatsAlongEvent(arg, part.parameters[i].rank)) &&
        !(positive && reachesBelowZero(part.support(args)))),
    made,
    documentation: combinator.documentation,
    support(args) {
      const of = part.support(args);
      if (!isScalarSupport(of)) throw new Error(`${part.name} has no scalar support`);
      return { kind: "ordered", of: positive ? positivePart(of) : of };
    },
    logDensity(x, args) {
      const axis = x.shape.length - 1;
      if (x.shape[axis] === 0) return sum(x, [axis]);
      return guardedEvent(
        x,
        (x) => isInside(x, positive),
        1,
        (x) => sum(part.logDensity(x, args), [axis]),
      );
    },
    sample: (random, args, out, offset, size) => sampleIncreasing(random, part, args, out, offset, size, positive),
  };
}

export const Ordered: Combinator = {
  name: "Ordered",
  signature: "Ordered(D)",
  documentation:
    "Vectors whose elements are independent draws of D and increase: the product of their densities there, not renormalised (as Stan's ordered type).",
  slots: [{ kind: "part", name: "D" }],
  refuse,
  build: ([part]) => build(Ordered, false, part),
};

export const PositiveOrdered: Combinator = {
  name: "PositiveOrdered",
  signature: "PositiveOrdered(D)",
  documentation:
    "Vectors whose elements are independent draws of D, positive and increasing: the product of their densities there, not renormalised (as Stan's positive_ordered type).",
  slots: [{ kind: "part", name: "D" }],
  refuse,
  build: ([part]) => build(PositiveOrdered, true, part),
};
