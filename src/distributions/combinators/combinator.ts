/** What a combinator is: it makes a distribution of others, its parts. */
import type { Node, Shape } from "../../tensor/node.ts";
import type { Distribution, Made, Parameter, Unmet } from "../distribution.ts";

/** One argument of a combinator's call, in the order in which they are written. */
export type Slot =
  /** A distribution, or several to the end of the list. */
  | { readonly kind: "part"; readonly name: string; readonly several?: true }
  /** A value; `optional` ones may be left out. */
  | { readonly kind: "value"; readonly name: string; readonly optional?: true };

/** Why parts cannot be combined so. */
export interface Refusal {
  /** Index of the part to blame. */
  readonly part: number;
  /** Completes "Truncated(..) cannot ..": what is the matter. */
  readonly reason: string;
  readonly remedy: string;
}

export interface Combinator {
  readonly name: string;
  /** `Truncated(D, lower, upper)` */
  readonly signature: string;
  /** One sentence and the source, for docs and hover. */
  readonly documentation: string;
  readonly slots: readonly Slot[];
  /** The first reason against these parts. */
  refuse(parts: readonly Distribution[], own: readonly string[]): Refusal | undefined;
  /** @param own names of the values given, in the order of the slots */
  build(parts: readonly Distribution[], own: readonly string[]): Distribution;
}

/** `Truncated(Normal)`, `Mixture(Normal, Cauchy)` */
export function nameOf(combinator: string, parts: readonly Distribution[]): string {
  return `${combinator}(${parts.map((part) => part.name).join(", ")})`;
}

/** The parameters of a composite: its own, then those of its parts, changed by `lift`. */
export function parametersOf(
  own: readonly Parameter[],
  parts: readonly Distribution[],
  lift: (parameter: Parameter) => Parameter = (parameter) => parameter,
): Parameter[] {
  return [...own, ...parts.flatMap((part) => part.parameters.map(lift))];
}

/** The arguments of a composite: its own, and those of each part. */
export function splitArguments<T>({ own, parts }: Made, args: readonly T[]): { own: T[]; parts: T[][] } {
  let at = own.length;
  const ofParts = parts.map((part) => {
    const some = args.slice(at, at + part.parameters.length);
    at += part.parameters.length;
    return some;
  });
  return { own: args.slice(0, own.length), parts: ofParts };
}

/** The arguments by which the distribution functions of a distribution have no derivative. */
export function knownForCdf({ made, parameters, knownForCdf: own }: Distribution): number[] {
  if (made === undefined) return [...(own ?? [])];
  let first = parameters.length - made.parts.reduce((n, part) => n + part.parameters.length, 0);
  return made.parts.flatMap((part) => {
    const indices = knownForCdf(part).map((i) => first + i);
    first += part.parameters.length;
    return indices;
  });
}

/** What the known arguments of a part fail to satisfy together. */
export function unmetOfParts(made: Made, args: readonly Node[], event: Shape): Unmet | undefined {
  const split = splitArguments(made, args);
  let first = made.own.length;
  for (const [i, part] of made.parts.entries()) {
    const unmet = part.requires?.(split.parts[i], event);
    if (unmet !== undefined) return { ...unmet, parameter: first + unmet.parameter };
    first += part.parameters.length;
  }
  return undefined;
}
