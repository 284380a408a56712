/** Pieces to lines: a statement a line, blocks indented, line ends inside brackets kept where their author made them. */
import { statementWords } from "../../../grammar/tokens.ts";
import type { Span } from "../source.ts";
import type { Statement, SyntaxTree } from "../syntax.ts";
import type { Piece } from "./pieces.ts";
import { isSpaced } from "./spacing.ts";

export interface Line {
  /** Without indentation and trailing comment. */
  readonly text: string;
  readonly indent: number;
  /** A comment behind the text. */
  readonly comment?: string;
  /** Whether an empty line stands before it. */
  readonly isApart: boolean;
  /** The keyword, where a statement begins and ends on this line. */
  readonly keyword?: string;
  /** Where the sign stands that lines of one keyword share: `=` or `~`. */
  readonly sign?: number;
}

const indentation = 2;

/** Where the braces of a block stand. */
interface Block {
  readonly open: number;
  readonly close: number;
}

interface Bounds {
  /** Offsets where statements begin, with where they end. */
  readonly statements: Map<number, number>;
  readonly blocks: Block[];
}

export function linesOf(pieces: readonly Piece[], tree: SyntaxTree): Line[] {
  const bounds: Bounds = { statements: new Map(), blocks: [] };
  collect(tree.statements, tree.source.text, bounds);
  return new Builder(pieces, bounds).lines();
}

/** Statements and blocks, those inside blocks too. */
function collect(statements: readonly Statement[], text: string, bounds: Bounds): void {
  for (const statement of statements) {
    const { start, end } = statement.span;
    bounds.statements.set(start, end);
    const block = blockOf(statement, text);
    if (block === undefined) continue;
    if (block.value !== undefined) {
      const word = text.lastIndexOf("value", block.value.start - 1);
      bounds.statements.set(word, block.value.end);
    }
    bounds.blocks.push({ open: text.indexOf("{", block.head), close: end - 1 });
    collect(block.statements, text, bounds);
  }
}

interface Inside {
  readonly statements: readonly Statement[];
  /** Where the head of the block ends. */
  readonly head: number;
  /** What stands behind `value =`. */
  readonly value?: Span;
}

/** What stands in the braces of a statement, where it has such. */
function blockOf(statement: Statement, text: string): Inside | undefined {
  if (statement.kind === "for") return { statements: statement.body, head: statement.dim.span.end };
  if (statement.kind !== "distribution" && statement.kind !== "fn") return undefined;
  const { name, parameters } = statement;
  const head = text.indexOf(")", parameters.at(-1)?.span.end ?? name.span.end) + 1;
  // The short form has its value behind `=`.
  if (!/^\s*(?:\/\/.*\s*|\/\*[\s\S]*?\*\/\s*)*\{/.test(text.slice(head))) return undefined;
  if (statement.kind === "fn") return { statements: statement.lets, head, value: statement.body.span };
  const { value, body } = statement;
  return { statements: body, head, value: (value.kind === "computed" ? value.expression : value.distribution).span };
}

class Builder {
  readonly #lines: Line[] = [];
  #current: Piece[] = [];
  #indent = 0;
  #brackets = 0;
  #isApart = false;
  /** A brace of a block has been opened: what follows stands deeper. */
  #pendingIndent = 0;

  constructor(
    private readonly pieces: readonly Piece[],
    private readonly bounds: Bounds,
  ) {}

  lines(): Line[] {
    const opens = new Set(this.bounds.blocks.map(({ open }) => open));
    const closes = new Set(this.bounds.blocks.map(({ close }) => close));
    for (const piece of this.pieces) {
      const isStatement = this.bounds.statements.has(piece.start) && piece.kind !== "comment";
      if (this.#breaksBefore(piece, isStatement, closes.has(piece.start))) this.#end(piece);
      if (closes.has(piece.start)) this.#indent -= 1;
      this.#current.push(piece);
      if (opens.has(piece.start)) this.#pendingIndent += 1;
      else if (/^[([{]$/.test(piece.text)) this.#brackets += 1;
      else if (/^[)\]}]$/.test(piece.text) && !closes.has(piece.start)) this.#brackets -= 1;
    }
    this.#end(undefined);
    return this.#lines;
  }

  #breaksBefore(piece: Piece, isStatement: boolean, closesBlock: boolean): boolean {
    const before = this.#current.at(-1);
    if (before === undefined) return false;
    if (piece.kind === "comment") return piece.breaks > 0 || before.text.startsWith("//");
    if (before.kind === "comment" && (before.text.startsWith("//") || piece.breaks > 0)) return true;
    return isStatement || closesBlock || piece.breaks > 0 || this.#pendingIndent > 0;
  }

  #end(next: Piece | undefined): void {
    if (this.#current.length > 0) this.#push();
    this.#indent += this.#pendingIndent;
    this.#pendingIndent = 0;
    this.#current = [];
    this.#isApart = (next?.breaks ?? 0) > 1;
  }

  #push(): void {
    const pieces = this.#current;
    const last = pieces[pieces.length - 1];
    const hasComment = pieces.length > 1 && last.kind === "comment" && last.text.startsWith("//");
    const shown = hasComment ? pieces.slice(0, -1) : pieces;
    const isWhole = this.#isWhole(shown);
    const starts = this.bounds.statements.has(shown[0].start) || shown[0].kind === "comment" || shown[0].text === "}";
    let text = "";
    let sign: number | undefined;
    shown.forEach((piece, i) => {
      if (i > 0 && isSpaced(shown[i - 1], piece, shown[i - 2])) text += " ";
      const isSign = (piece.text === "=" || piece.text === "~") && depthAt(shown, i) === 0;
      if (isSign && sign === undefined) sign = text.length;
      text += piece.text;
    });
    this.#lines.push({
      text,
      indent: this.#depth(shown, starts) * indentation,
      ...(hasComment && { comment: last.text }),
      isApart: this.#isApart,
      ...(isWhole && { keyword: shown[0].text, sign }),
    });
  }

  /** A line that goes on with a statement stands as deep as its open brackets, at least one level; one that closes them less. */
  #depth(shown: readonly Piece[], starts: boolean): number {
    if (starts) return this.#indent;
    const open = this.#brackets - depthAt(shown, shown.length);
    const closing = shown.findIndex(({ text }) => !/^[)\]}]$/.test(text));
    return this.#indent + Math.max(open === 0 ? 1 : 0, open - (closing < 0 ? shown.length : closing));
  }

  #isWhole(shown: readonly Piece[]): boolean {
    const end = this.bounds.statements.get(shown[0].start);
    return end !== undefined && shown[shown.length - 1].end === end && statementWords.includes(shown[0].text);
  }
}

/** Brackets opened and not closed in the first `end` pieces. */
function depthAt(pieces: readonly Piece[], end: number): number {
  let depth = 0;
  for (const { text } of pieces.slice(0, end)) {
    if (/^[([{]$/.test(text)) depth += 1;
    else if (/^[)\]}]$/.test(text)) depth -= 1;
  }
  return depth;
}
