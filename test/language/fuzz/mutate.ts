/** Small changes to the tokens of a scenario. */
import fc from "fast-check";

const wordPattern = /[A-Za-z_]\w*|\d[\w.]*|"[^"\n]*"|\.\.|[^\s\w]/g;

/** One change to the tokens of a text: removed, doubled, swapped, or replaced by another of the file or a new one. */
export const mutation = fc.record({
  kind: fc.constantFrom("remove", "double", "swap", "borrow", "replace", "line"),
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  from: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  // No sizes between ten thousand and the limit: they would be legal, and slow.
  token: fc.constantFrom(
    "0",
    "1",
    "-1",
    "2.5",
    "7",
    "1e12",
    "true",
    "[",
    "]",
    "(",
    ")",
    ",",
    "..",
    "=",
    "~",
    "@",
    "^",
    "nope",
    "sum",
    "Normal",
    "label",
    "[1, 2]",
    "over = record",
    "if 1 then 2 else",
    'csv("files/gaps.csv")',
    '"text"',
    "rows",
    "Flat",
    "for t in record {",
    "}",
    "x => x",
    "[i for i in record]",
    "fn f(a) = a",
    "t - 1",
    "if t == 0 then 0 else",
    "density(x => -x^2)",
    "Mixture([0.5, 0.5], Normal(0, 1), Normal(1, 1))",
    "Truncated(Normal(0, 1), 0, 1)",
    "Categorical([0.5, 0.5])",
    "scan((s, x) => s, 0, record)",
    'use "std/ode"',
    "gradient",
    "parameters",
  ),
});
export type Mutation = typeof mutation extends fc.Arbitrary<infer M> ? M : never;

export function mutate(text: string, { kind, at, from, token }: Mutation): string {
  if (kind === "line") {
    const lines = text.split("\n");
    const [line] = lines.splice(Math.floor(at * lines.length), 1);
    lines.splice(Math.floor(from * lines.length), 0, line);
    return lines.join("\n");
  }
  const tokens = [...text.matchAll(wordPattern)];
  if (tokens.length === 0) return text;
  const chosen = tokens[Math.floor(at * tokens.length)];
  const other = tokens[Math.floor(from * tokens.length)][0];
  const [before, after] = [text.slice(0, chosen.index), text.slice(chosen.index + chosen[0].length)];
  const written = {
    remove: "",
    double: `${chosen[0]} ${chosen[0]}`,
    swap: `${other} ${chosen[0]}`,
    borrow: other,
    replace: token,
  }[kind];
  return before + written + after;
}
