/** Helpers of the parser's tests: short forms of trees, and walks over their nodes. */
import { parse } from "../../src/language/parse.ts";
import type { Span } from "../../src/language/source.ts";
import type { Expression, Statement, SyntaxTree } from "../../src/language/syntax.ts";

/** Parses a text that must be free of mistakes. */
export function parsed(text: string): SyntaxTree {
  const { tree, diagnostics } = parse({ name: "test.pal", text });
  if (diagnostics.length > 0)
    throw new Error(`${text}\n${diagnostics.map((d) => `${d.code} ${d.message}`).join("\n")}`);
  return tree;
}

/** The only statement of a text, of a known kind. */
export function statement<K extends Statement["kind"]>(kind: K, text: string): Extract<Statement, { kind: K }> {
  const [only, ...more] = parsed(text).statements;
  if (only?.kind !== kind || more.length > 0) throw new Error(`not one ${kind} statement: ${text}`);
  return only as Extract<Statement, { kind: K }>;
}

export function expression(text: string): Expression {
  return statement("let", `let q = ${text}`).value;
}

/** An expression with every bracket written: `(a + (b * c))`. */
export function explicit(e: Expression): string {
  switch (e.kind) {
    case "number":
      return String(e.value);
    case "string":
      return JSON.stringify(e.value);
    case "name":
      return e.name;
    case "array":
      return `[${e.elements.map(explicit).join(", ")}]`;
    case "record":
      return `{${e.entries.map(({ key, value }) => `${key.name}: ${explicit(value)}`).join(", ")}}`;
    case "unary":
      return `(${e.operator} ${explicit(e.operand)})`;
    case "binary":
      return `(${explicit(e.left)} ${e.operator} ${explicit(e.right)})`;
    case "range":
      return `(${e.from === undefined ? "" : explicit(e.from)} .. ${e.to === undefined ? "" : explicit(e.to)})`;
    case "if":
      return `(if ${explicit(e.condition)} then ${explicit(e.consequent)} else ${explicit(e.alternative)})`;
    case "call": {
      const args = e.arguments.map(
        ({ name, value }) => (name === undefined ? "" : `${name.name} = `) + explicit(value),
      );
      return `${e.module === undefined ? "" : `${e.module.name}.`}${e.callee.name}(${args.join(", ")})`;
    }
    case "lambda":
      return `((${e.parameters.map(({ name }) => name).join(", ")}) => ${explicit(e.body)})`;
    case "comprehension": {
      const generators = e.generators.map(({ variable, over }) => `${variable.name} in ${explicit(over)}`);
      return `[${explicit(e.element)} for ${generators.join(", ")}]`;
    }
    case "index":
      return `${explicit(e.object)}[${e.indices.map(explicit).join(", ")}]`;
    case "field":
      return `${explicit(e.object)}.${e.field.name}`;
  }
}

/** Every object in a tree that has a span. */
export function spanned(root: object): { readonly span: Span; readonly kind?: string }[] {
  const found: { span: Span; kind?: string }[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    if ("span" in node) found.push(node as { span: Span; kind?: string });
    for (const child of Object.values(node)) visit(child);
  };
  visit(root);
  return found;
}

/** A tree without its places. */
export function withoutSpans(root: object): unknown {
  return JSON.parse(JSON.stringify(root, (key, value) => (/span$/i.test(key) ? undefined : value)));
}
