/** The parser of a whole file: statements one after another, and going on behind mistakes. */
import type { Diagnostic } from "../src/language/diagnostic.ts";
import * as syntax from "../src/language/diagnostics/syntax.ts";
import type { Source } from "../src/language/source.ts";
import type { Statement, SyntaxTree } from "../src/language/syntax.ts";
import type { BlockWords } from "./blocks.ts";
import { beginsLine, beginsStatement } from "./boundaries.ts";
import { isClosing, openBrackets, opensBracket } from "./brackets.ts";
import { blockLimit, deeperThan, TooDeep, treeLimit } from "./depth.ts";
import { Mismatch } from "./engine.ts";
import { explainMismatch, explainStray } from "./explain.ts";
import type { Tokens } from "./lexer.ts";
import { endOf, spanOf } from "./spans.ts";
import { StatementParser } from "./statements.ts";
import { matches, type Token } from "./token.ts";
import * as t from "./tokens.ts";

/** A text with more mistakes than this is hardly a scenario; the rest of it is not read. */
const mistakeLimit = 100;

export class FileParser extends StatementParser {
  private found: Diagnostic[] = [];
  /** Offsets of what the lexer could not read, and the next one of them. */
  private unreadable: readonly number[] = [];
  private nextUnreadable = 0;
  private documentation: readonly Token[] = [];
  private nextDocumentation = 0;
  /** The keyword of the statement parsed last. */
  private keyword: Token | undefined;
  private read: Statement[] = [];

  /** What the text says, with the statements that could be read; mistakes in the order of the text. */
  parse(
    source: Source,
    { tokens, documentation, diagnostics, unreadable }: Tokens,
  ): { tree: SyntaxTree; diagnostics: Diagnostic[] } {
    this.source = source;
    this.tokens = tokens;
    this.position = 0;
    this.unreadable = unreadable;
    this.documentation = documentation;
    this.nextDocumentation = 0;
    this.nextUnreadable = 0;
    this.found = [];
    this.read = [];
    this.keyword = undefined;
    this.blockDepth = 0;
    this.file();
    const all = [...diagnostics, ...this.found].sort((a, b) => a.labels[0].span.start - b.labels[0].span.start);
    if (all.length > mistakeLimit) {
      const last = all[mistakeLimit].labels[0].span;
      all.splice(mistakeLimit, all.length, syntax.tooManyMistakes({ source, span: last }, mistakeLimit));
    }
    return { tree: { source, statements: this.read }, diagnostics: all };
  }

  protected report(diagnostic: Diagnostic): void {
    this.found.push(diagnostic);
  }

  private file(): void {
    while (!this.atEnd())
      if (this.at(t.StatementWord)) this.guarded();
      else this.stray();
  }

  /** A statement; behind a mistake in it the file goes on with the next one. */
  private guarded(): void {
    const first = this.LA(1);
    const from = this.position;
    const documentation = this.documentationOf(first);
    this.nesting = 0;
    this.blockDepth = 0;
    try {
      this.accept({ ...this.statement(), documentation });
    } catch (problem) {
      if (problem instanceof TooDeep)
        this.report(syntax.tooDeep({ source: this.source, span: problem.span }, problem.limit));
      else if (problem instanceof Mismatch) this.explain(problem.expected, from);
      else throw problem;
      this.skipFrom(from);
    }
    this.keyword = first;
  }

  /** Past the rest of a statement that could not be read; a block whose head it is goes with it. */
  private skipFrom(from: number): void {
    const open = openBrackets(this.tokens, from, this.position);
    if (open.length === 0 && [t.For, t.DistributionWord, t.Fn].includes(this.tokens[from].type)) this.skipBlock();
    else this.skip(open.length);
  }

  private blockDepth = 0;

  protected enterBlock(): boolean {
    this.blockDepth += 1;
    if (this.blockDepth > blockLimit) throw new TooDeep(spanOf(this.LA(0)), blockLimit);
    let depth = 1;
    for (let i = this.position; i < this.tokens.length && depth > 0; i += 1) {
      if (this.tokens[i].type === t.LeftBrace) depth += 1;
      else if (this.tokens[i].type === t.RightBrace) depth -= 1;
    }
    return depth === 0;
  }

  protected leaveBlock(): void {
    this.blockDepth -= 1;
  }

  protected inside(list: Statement[], words: BlockWords): void {
    const first = this.LA(1);
    const depth = this.blockDepth;
    const from = this.position;
    const documentation = this.documentationOf(first);
    this.nesting = 0;
    try {
      const statement = this.statement();
      const place = { source: this.source, span: spanOf(first) };
      if (words.legal.includes(first.type)) list.push({ ...statement, documentation });
      else this.report(syntax.statementMisplaced(place, first.image, words.place, words.remedy));
    } catch (problem) {
      if (problem instanceof TooDeep && problem.limit !== blockLimit)
        this.report(syntax.tooDeep({ source: this.source, span: problem.span }, problem.limit));
      else if (problem instanceof Mismatch) this.explain(problem.expected, from);
      else throw problem;
      this.blockDepth = depth;
      if (first.type === t.For) this.skipFrom(from);
      else this.skipInside(openBrackets(this.tokens, from, this.position).length);
    }
    this.keyword = first;
  }

  protected strayInside(): void {
    const first = this.LA(1);
    this.explainStray(first, this.keyword ?? first);
    this.position += 1;
    this.skipInside(0);
  }

  /** To the next statement of a block or to its end. */
  private skipInside(depth: number): void {
    while (!this.atEnd()) {
      const next = this.LA(1);
      if (depth === 0 && next.type === t.RightBrace) return;
      if (depth === 0 && next.type === t.Name && next.image === "value" && beginsLine(this.LA(0), next)) return;
      if (beginsStatement(this.LA(0), next, this.LA(2), depth > 0)) return;
      if (opensBracket(next)) depth += 1;
      else if (isClosing(next) && depth > 0) depth -= 1;
      this.position += 1;
    }
  }

  private accept(statement: Statement): void {
    // A level takes a character at least.
    if (statement.span.end - statement.span.start > treeLimit && deeperThan(statement, treeLimit))
      this.report(syntax.tooDeep({ source: this.source, span: statement.span }, treeLimit));
    else this.read.push(statement);
  }

  private explain(expected: string, from: number): void {
    if (this.unreadableSince(this.tokens[from])) return;
    this.report(explainMismatch(this.source, this.tokens, from, this.position, expected));
  }

  /** Something between statements that begins none. */
  private stray(): void {
    const first = this.LA(1);
    const isLine = beginsLine(this.LA(0), first);
    this.explainStray(first, isLine ? first : (this.keyword ?? first));
    this.position += 1;
    this.skip(0);
  }

  /** A spelling of another language has its message already. */
  private explainStray(found: Token, since: Token): void {
    if (this.unreadableSince(since) || t.foreign.has(found.type)) return;
    this.report(explainStray(this.source, this.LA(0), found, this.LA(2), this.keyword));
  }

  /**
   * Whether the text from a token to here held something unreadable, which explains any mistake that follows. To be
   * asked for tokens in the order of the text.
   */
  private unreadableSince(first: Token): boolean {
    while (this.unreadable[this.nextUnreadable] < first.start) this.nextUnreadable += 1;
    if (this.nextUnreadable === this.unreadable.length) return false;
    return this.atEnd() || this.unreadable[this.nextUnreadable] <= endOf(this.LA(1));
  }

  private atEnd(): boolean {
    return this.position >= this.tokens.length;
  }

  /** To the next statement, from inside so many brackets; behind too many mistakes to the end. */
  private skip(depth: number): void {
    const enough = this.found.length > mistakeLimit;
    while (!this.atEnd()) {
      const next = this.LA(1);
      if (!enough && beginsStatement(this.LA(0), next, this.LA(2), depth > 0)) return;
      if (opensBracket(next)) depth += 1;
      else if (isClosing(next) && depth > 0) depth -= 1;
      this.position += 1;
    }
  }

  /** From the head of a block to behind its closing brace; to the next statement where it has none. */
  private skipBlock(): void {
    let depth = 0;
    while (!this.atEnd()) {
      const next = this.LA(1);
      if (depth === 0 && beginsStatement(this.LA(0), next, this.LA(2))) return;
      this.position += 1;
      if (next.type === t.LeftBrace) depth += 1;
      if (next.type === t.RightBrace && depth > 0) {
        depth -= 1;
        if (depth === 0) return;
      }
    }
  }

  /** The `///` lines between the token before a statement and its keyword. */
  private documentationOf(keyword: Token): string | undefined {
    const before = this.LA(0);
    const from = matches(before, t.Any) ? before.start : -1;
    const lines: string[] = [];
    for (; this.nextDocumentation < this.documentation.length; this.nextDocumentation += 1) {
      const line = this.documentation[this.nextDocumentation];
      if (line.start > keyword.start) break;
      if (line.start > from) lines.push(line.image.replace(/^\/\/\/ ?/, "").trimEnd());
    }
    return lines.length === 0 ? undefined : lines.join("\n");
  }
}
