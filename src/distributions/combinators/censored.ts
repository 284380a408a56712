/** A distribution whose values beyond bounds are only known to lie there. */
import { and, eq, ge, le, type Operand, select } from "../../tensor/build.ts";
import type { Node } from "../../tensor/node.ts";
import type { Distribution } from "../distribution.ts";
import { guarded } from "../terms.ts";
import type { Combinator } from "./combinator.ts";
import { cutAt, cutting } from "./cut.ts";
import { logAtLeast, logAtMost } from "./mass.ts";

function build(part: Distribution, own: readonly string[]): Distribution {
  const { read, readNumbers, base } = cutAt(Censored, part, own);
  return {
    ...base,
    ...(!part.discrete && { atoms: true }),
    logDensity(x, args) {
      const { args: inside, bounds, given, natural } = read(args);
      const { lower, upper } = bounds;
      const within = (x: Node) => {
        const above = lower ? ge(x, lower) : eq(x, x);
        return upper ? and(above, le(x, upper)) : above;
      };
      const safe: Operand = lower ?? upper ?? 0;
      return guarded(x, within, safe, (x) => {
        let density = part.logDensity(x, inside);
        if (given.upper !== undefined && upper !== undefined) {
          density = select(eq(x, upper), logAtLeast(part, inside, upper, natural.upper), density);
        }
        if (given.lower !== undefined && lower !== undefined) {
          density = select(eq(x, lower), logAtMost(part, inside, lower, natural.lower), density);
        }
        return density;
      });
    },
    sample(random, args, out, offset, size) {
      const { args: inside, lower, upper } = readNumbers(args);
      part.sample(random, inside, out, offset, size);
      out[offset] = part.discrete
        ? Math.max(Math.ceil(lower), Math.min(Math.floor(upper), out[offset]))
        : Math.max(lower, Math.min(upper, out[offset]));
    },
  };
}

export const Censored: Combinator = {
  name: "Censored",
  signature: "Censored(D, lower, upper)",
  documentation:
    "D with everything below lower recorded as lower, and everything above upper as upper: there it has the probability of lying beyond (Tobin 1958). Either bound may be left out; for data only.",
  ...cutting,
  build: ([part], own) => build(part, own),
};
