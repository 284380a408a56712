/** A scenario as the mathematics one would write on paper. */
import type { Axis, CheckedScenario } from "../language/checked.ts";
import type { SyntaxTree } from "../language/syntax.ts";
import { ExpressionWriter } from "./expressions.ts";
import { Letters } from "./letters.ts";
import { word } from "./names.ts";
import type { Asked, Scope } from "./scope.ts";
import { countTo, type Row, StatementWriter } from "./statements.ts";

/** Labels of a dim that are written out. */
const MOST_LABELS = 6;

/**
 * A display with one row for each statement of the model in the order of the file, and the index sets below; it needs the package
 * amsmath. Names are as written, the axes of names are those the checker found.
 */
export async function modelTex(scenario: CheckedScenario, tree: SyntaxTree): Promise<string> {
  const scope = scopeOf(scenario, tree);
  const expressions = new ExpressionWriter(await import("./mathjs.ts"));
  const writer = new StatementWriter(scenario, expressions, scope);
  const rows = tree.statements.flatMap((statement) => writer.rows(statement));
  const dims = [...writer.usedDims].flatMap((name) => dimRow(scenario, name));
  const lines = [...rows, ...dims].map(rowTex);
  return ["\\[", "\\begin{aligned}", lines.join(" \\\\\n"), "\\end{aligned}", "\\]", ""].join("\n");
}

function rowTex({ left, relation, right, range }: Row): string {
  return `  ${left} &${relation} ${right}${range === "" ? "" : ` && ${range}`}`;
}

function scopeOf(scenario: CheckedScenario, tree: SyntaxTree): Scope {
  const axes = new Map<string, readonly Axis[]>();
  const weights = new Map<string, readonly Axis[]>();
  for (const name of scenario.params.keys()) axes.set(name, []);
  for (const { name, value } of scenario.values) axes.set(name, value.axes);
  for (const { name, axes: own, isMissing } of scenario.latents) {
    if (scenario.networks.has(name)) weights.set(name, own);
    else if (isMissing === undefined) axes.set(name, own);
  }
  return {
    letters: new Letters(singleLetters(tree.source.text)),
    axes,
    boxes: new Map<string, Asked>([...scenario.boxes, ...scenario.networks]),
    weights,
    functions: new Set(tree.statements.flatMap((statement) => (statement.kind === "fn" ? [statement.name.name] : []))),
    dims: scenario.dims,
    frame: [],
    hidden: new Set(),
    bound: new Map(),
  };
}

/** Names of one letter, also those of loops, functions and comprehensions: letters of axes differ from all of them. */
function singleLetters(text: string): ReadonlySet<string> {
  const code = text.replace(/\/\/[^\n]*|\/\*.*?\*\/|"[^"\n]*"/gs, " ");
  return new Set(code.match(/(?<![\w.])[A-Za-z](?!\w)/g));
}

function dimRow({ dims }: CheckedScenario, name: string): Row[] {
  const dim = dims.get(name);
  if (dim === undefined) return [];
  const labels = dim.labels?.map(word);
  const elements = labels !== undefined && labels.length <= MOST_LABELS ? labels.join(", ") : countTo(dim.size);
  const range = dim.picture === undefined ? "" : `${dim.picture.join(" \\times ")} \\text{ (rows, columns, channels)}`;
  return [{ left: word(name), relation: "=", right: `\\left\\{${elements}\\right\\}`, range }];
}
