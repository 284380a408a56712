/** The operator table, case by case and against random trees printed with as few brackets as the table allows. */
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { explicit, expression } from "./tree.ts";

const table: readonly (readonly [string, string])[] = [
  ["a or b or c", "((a or b) or c)"],
  ["a or b and c", "(a or (b and c))"],
  ["a and b or c", "((a and b) or c)"],
  ["not a and b", "((not a) and b)"],
  ["a and not b", "(a and (not b))"],
  ["not a == b", "(not (a == b))"],
  ["not not a", "(not (not a))"],
  ["a == b and c < d", "((a == b) and (c < d))"],
  ["a != b or c >= d", "((a != b) or (c >= d))"],
  ["a <= b + c", "(a <= (b + c))"],
  ["(a < b) > c", "((a < b) > c)"],
  ["x[a..b == c]", "x[((a .. b) == c)]"],
  ["0..n - 1", "(0 .. (n - 1))"],
  ["x[1..]", "x[(1 .. )]"],
  ["x[..n - 1, 2]", "x[( .. (n - 1)), 2]"],
  ["x[..]", "x[( .. )]"],
  ["x[..-1]", "x[( .. (- 1))]"],
  ["a - b - c", "((a - b) - c)"],
  ["a + b * c", "(a + (b * c))"],
  ["a / b / c", "((a / b) / c)"],
  ["a % b @ c * d", "(((a % b) @ c) * d)"],
  ["-a * b", "((- a) * b)"],
  ["a * -b", "(a * (- b))"],
  ["a - -b", "(a - (- b))"],
  ["--a", "(- (- a))"],
  ["-x^2", "(- (x ^ 2))"],
  ["2^-3", "(2 ^ (- 3))"],
  ["2^-3 * 4", "((2 ^ (- 3)) * 4)"],
  ["2^-x^2", "(2 ^ (- (x ^ 2)))"],
  ["a^b^c", "(a ^ (b ^ c))"],
  ["(a^b)^c", "((a ^ b) ^ c)"],
  ["-f(x)[0].y^2", "(- (f(x)[0].y ^ 2))"],
  ["if a then b else c + d", "(if a then b else (c + d))"],
  ["if a then b else if c then d else e", "(if a then b else (if c then d else e))"],
  ["1 + if a then b else c * 2", "(1 + (if a then b else (c * 2)))"],
  ["if a or b then c else d", "(if (a or b) then c else d)"],
  ["f(a + b, over = c == d)", "f((a + b), over = (c == d))"],
];

test("the table", () => {
  for (const [written, meant] of table) assert.is(explicit(expression(written)), meant, written);
});

type Tree = string | { readonly operator: string; readonly operands: readonly Tree[] };

const levels: ReadonlyMap<string, number> = new Map([
  ["or", 1],
  ["and", 2],
  ["not", 3],
  ["==", 4],
  ["!=", 4],
  ["<", 4],
  ["<=", 4],
  [">", 4],
  [">=", 4],
  ["+", 6],
  ["-", 6],
  ["*", 7],
  ["/", 7],
  ["%", 7],
  ["@", 7],
  ["neg", 8],
  ["^", 9],
]);
const atom = 10;

function levelOf(tree: Tree): number {
  return typeof tree === "string" ? atom : (levels.get(tree.operator) ?? atom);
}

function printed(tree: Tree, minimum: number): string {
  if (typeof tree === "string") return tree;
  const [left, right] = tree.operands;
  const level = levelOf(tree);
  const text = () => {
    if (right === undefined)
      return tree.operator === "neg" ? `-${printed(left, level)}` : `not ${printed(left, level)}`;
    if (tree.operator === "^") {
      const negative = typeof right !== "string" && right.operator === "neg";
      return `${printed(left, atom)} ^ ${printed(right, negative ? 8 : level)}`;
    }
    return `${printed(left, level === 4 ? 5 : level)} ${tree.operator} ${printed(right, level + 1)}`;
  };
  return level < minimum ? `(${text()})` : text();
}

function meant(tree: Tree): string {
  if (typeof tree === "string") return tree;
  const operator = tree.operator === "neg" ? "-" : tree.operator;
  const [left, right] = tree.operands.map(meant);
  return right === undefined ? `(${operator} ${left})` : `(${left} ${operator} ${right})`;
}

const binaryOperators = [...levels.keys()].filter((operator) => operator !== "neg" && operator !== "not");
const trees = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom("a", "b", "2", "f(x)", "y[0]", "z.w"),
    fc.record({ operator: fc.constantFrom(...binaryOperators), operands: fc.tuple(tie("tree"), tie("tree")) }),
    fc.record({ operator: fc.constantFrom("neg", "not"), operands: fc.tuple(tie("tree")) }),
  ),
})).tree;

test("a tree printed with the fewest brackets is read as that tree", () => {
  fc.assert(
    fc.property(trees, (tree) => {
      assert.is(explicit(expression(printed(tree, 0))), meant(tree));
    }),
    { seed: 1, numRuns: 500 },
  );
});

test.run();
