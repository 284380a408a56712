/** Every combinator the language knows, by name. */
import { Censored } from "./censored.ts";
import type { Combinator } from "./combinator.ts";
import { Mixture } from "./mixture.ts";
import { Ordered, PositiveOrdered } from "./ordered.ts";
import { Truncated } from "./truncated.ts";
import { ZeroInflated } from "./zero-inflated.ts";

/** In the order of the reference. */
export const combinators: ReadonlyMap<string, Combinator> = new Map(
  [Truncated, Censored, Mixture, Ordered, PositiveOrdered, ZeroInflated].map((combinator) => [
    combinator.name,
    combinator,
  ]),
);
