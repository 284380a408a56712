/** Names that mean nothing in the scope but something in another namespace, or elsewhere: hints for slips like `let a = exp`. */
import { combinators } from "../distributions/combinators/registry.ts";
import { distributions } from "../distributions/registry.ts";
import { functions } from "./functions/registry.ts";

/** What other languages call a value that is missing. */
const missingWords: ReadonlySet<string> = new Set(["missing", "NA", "NaN", "null", "None", "nan"]);

/** What a name means outside the scope, as a hint; undefined when nothing. */
export function meansElsewhere(name: string): string | undefined {
  if (missingWords.has(name)) return "a missing value stands in a file: an empty cell or `NA` in CSV, `null` in JSON";
  if (name === "image") return "`image(rows, columns)` is the size of a dim: `dim pixel = image(28, 28)`";
  const builtin = functions.get(name);
  if (builtin !== undefined) return `\`${name}\` is a function: it is written \`${builtin.signature}\``;
  const combinator = combinators.get(name);
  if (combinator !== undefined) {
    return `\`${name}\` makes a distribution of others: it stands behind \`~\`, as in \`prior x ~ ${combinator.signature}\``;
  }
  const distribution = distributions.get(name);
  if (distribution === undefined) return undefined;
  const written = `${name}(${distribution.parameters.map((parameter) => parameter.name).join(", ")})`;
  return `\`${name}\` is a distribution: it stands behind \`~\`, as in \`prior x ~ ${written}\``;
}
