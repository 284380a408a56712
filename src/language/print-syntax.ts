/** A syntax tree as indented text: what the parser made of a file, for people. */
import { positionAt, type Source } from "./source.ts";
import type { SyntaxTree } from "./syntax.ts";

/** Elements of a literal array that are shown. */
const MOST_SHOWN = 12;

/** A node, or a piece of one (a head, an argument), by the names of its fields. */
type Parts = Readonly<Record<string, unknown>>;

/** Parts that need no word before them: what they are is clear from where they stand. */
const silent: ReadonlySet<string> = new Set(
  "value distribution arguments elements entries left right operand object indices steps body".split(" "),
);

/**
 * One line for each node, its parts indented below it, each statement with its line in the file. Every kind of node can be
 * printed, so a new statement or expression needs nothing here.
 */
export function printSyntax(tree: SyntaxTree): string {
  const width = String(positionAt(tree.source, tree.source.text.length).line).length;
  const printer = new Printer(tree.source, width);
  for (const statement of tree.statements) printer.statement(fieldsOf(statement), "");
  return `${printer.lines.join("\n")}\n`;
}

function fieldsOf(node: object): Parts {
  return Object.fromEntries(Object.entries(node));
}

function isParts(value: unknown): value is Parts {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A name with its place and nothing else. */
function identifier(value: unknown): string | undefined {
  return isParts(value) && value.kind === undefined && typeof value.name === "string" ? value.name : undefined;
}

function identifiers(value: unknown): string | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const names = value.map(identifier);
  return names.every((name) => name !== undefined) ? names.join(", ") : undefined;
}

/** `x[record]`: of a declared name, or of the type of a box. */
function head(value: unknown): string | undefined {
  if (!isParts(value) || value.kind !== undefined || value.value !== undefined) return undefined;
  const name = identifier(value.name) ?? identifier(value.element);
  const dims = Array.isArray(value.dims) && value.dims.length > 0 ? `[${identifiers(value.dims)}]` : "";
  return name === undefined ? undefined : `${name}${dims}`;
}

class Printer {
  readonly lines: string[] = [];

  constructor(
    readonly source: Source,
    readonly width: number,
  ) {}

  statement(node: Parts, indent: string): void {
    const start = isParts(node.span) && typeof node.span.start === "number" ? node.span.start : 0;
    const line = String(positionAt(this.source, start).line).padStart(this.width);
    this.lines.push(`${line}  ${indent}${this.headline(node)}`);
    this.below(node, indent);
  }

  /** What stands inside a node whose headline has been printed. */
  private below(node: Parts, indent: string): void {
    const inner = `${indent}  `;
    for (const [role, part] of Object.entries(node)) {
      if (part === undefined || isPrinted(node, role)) continue;
      const word = silent.has(role) ? "" : `${role} `;
      const names = identifiers(part) ?? identifier(part) ?? head(part);
      if (names !== undefined) this.line(inner, `${role} ${names}`);
      else for (const each of Array.isArray(part) ? part : [part]) this.part(each, inner, word);
    }
  }

  private part(part: unknown, indent: string, word: string): void {
    if (!isParts(part)) this.line(indent, `${word}${String(part)}`);
    else if (part.kind === undefined && isParts(part.value)) {
      const name = identifier(part.name) ?? identifier(part.key);
      this.part(part.value, indent, name === undefined ? word : `${word}${name} = `);
    } else if (isStatement(part)) this.statement(part, indent);
    else {
      this.line(indent, `${word}${this.headline(part)}`);
      if (literals(part) === undefined) this.below(part, indent);
    }
  }

  private line(indent: string, text: string): void {
    this.lines.push(`${" ".repeat(this.width + 2)}${indent}${text}`);
  }

  private headline(node: Parts): string {
    switch (node.kind) {
      case "number":
        return String(node.value);
      case "string":
        return JSON.stringify(node.value);
      case "name":
        return String(node.name);
      case "binary":
      case "unary":
        return String(node.operator);
      case "call":
        return `call ${identifier(node.callee) ?? ""}`;
      case "field":
        return `field .${identifier(node.field) ?? ""}`;
      case "array":
        return `array${literals(node) ?? ""}`;
      default:
        return [node.kind, identifier(node.name) ?? head(node.head)].filter((word) => word !== undefined).join(" ");
    }
  }
}

/** Whether a field tells only where the node stands, or is in its headline. */
function isPrinted(node: Parts, role: string): boolean {
  if (role === "kind" || role === "documentation" || role === "source" || /span$/i.test(role)) return true;
  if (["number", "string", "name"].includes(String(node.kind))) return true;
  return ["name", "head", "operator", "callee", "field"].includes(role);
}

const statementFields = ["head", "documentation"];

/** Statements inside others stand with their own line. */
function isStatement(node: Parts): boolean {
  return statementFields.some((field) => field in node) || node.kind === "observe" || node.kind === "factor";
}

/** The elements of an array of numbers, ready to stand behind `array`. */
function literals(node: Parts): string | undefined {
  if (node.kind !== "array" || !Array.isArray(node.elements)) return undefined;
  const elements = node.elements.map(literal);
  if (!elements.every((text) => text !== undefined)) return undefined;
  const more = elements.length > MOST_SHOWN ? ` .. ${elements.length - MOST_SHOWN} more` : "";
  return elements.length === 0 ? "" : ` ${elements.slice(0, MOST_SHOWN).join(" ")}${more}`;
}

function literal(node: unknown): string | undefined {
  if (!isParts(node)) return undefined;
  if (node.kind === "number") return String(node.value);
  if (node.kind !== "unary" || node.operator !== "-" || !isParts(node.operand)) return undefined;
  return node.operand.kind === "number" ? `-${String(node.operand.value)}` : undefined;
}
