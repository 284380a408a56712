/** The parser of a whole file: statements one after another, and going on behind mistakes. */
import { type IToken, isRecognitionException, tokenMatcher } from "chevrotain";
import type { Diagnostic } from "../src/language/diagnostic.ts";
import * as syntax from "../src/language/diagnostics/syntax.ts";
import type { Source } from "../src/language/source.ts";
import type { Statement, SyntaxTree } from "../src/language/syntax.ts";
import type { BlockWords } from "./blocks.ts";
import { beginsLine, beginsStatement } from "./boundaries.ts";
import { isClosing, openBrackets, opensBracket } from "./brackets.ts";
import { blockLimit, deeperThan, TooDeep, treeLimit } from "./depth.ts";
import { explainMismatch, explainStray } from "./explain.ts";
import type { Tokens } from "./lexer.ts";
import { endOf, spanOf } from "./spans.ts";
import { StatementParser } from "./statements.ts";
import * as t from "./tokens.ts";

/** A text with more mistakes than this is hardly a scenario; the rest of it is not read. */
const mistakeLimit = 100;

export class FileParser extends StatementParser {
  private found: Diagnostic[] = [];
  /** Offsets of what the lexer could not read, and the next one of them. */
  private unreadable: readonly number[] = [];
  private nextUnreadable = 0;
  /** Of the keyword of the statement being parsed, in the tokens. */
  private statementIndex = 0;
  private documentation: readonly IToken[] = [];
  private nextDocumentation = 0;
  /** The keyword of the statement parsed last. */
  private keyword: IToken | undefined;
  private statements: Statement[] = [];

  constructor(validate = false) {
    super(validate);
    this.performSelfAnalysis();
  }

  /** What the text says, with the statements that could be read; mistakes in the order of the text. */
  parse(
    source: Source,
    { tokens, documentation, diagnostics, unreadable }: Tokens,
  ): { tree: SyntaxTree; diagnostics: Diagnostic[] } {
    this.source = source;
    this.input = tokens;
    this.unreadable = unreadable;
    this.documentation = documentation;
    this.nextDocumentation = 0;
    this.nextUnreadable = 0;
    this.statementIndex = 0;
    this.found = [];
    this.statements = [];
    this.keyword = undefined;
    this.blockDepth = 0;
    this.file();
    const all = [...diagnostics, ...this.found].sort((a, b) => a.labels[0].span.start - b.labels[0].span.start);
    if (all.length > mistakeLimit) {
      const last = all[mistakeLimit].labels[0].span;
      all.splice(mistakeLimit, all.length, syntax.tooManyMistakes({ source, span: last }, mistakeLimit));
    }
    return { tree: { source, statements: this.statements }, diagnostics: all };
  }

  protected report(diagnostic: Diagnostic): void {
    this.found.push(diagnostic);
  }

  private file = this.RULE("file", (): void => {
    this.MANY(() =>
      this.OR({
        // A statement's keyword is a token like any other: the first alternative wins.
        IGNORE_AMBIGUITIES: true,
        DEF: [{ ALT: () => this.guarded() }, { ALT: () => this.stray() }],
      }),
    );
  });

  /** A statement; behind a mistake in it the file goes on with the next one. */
  private guarded(): void {
    const first = this.LA(1);
    this.ACTION(() => {
      this.statementIndex = this.indexOf(first);
    });
    const documentation = this.ACTION(() => this.documentationOf(first));
    this.nesting = 0;
    this.blockDepth = 0;
    try {
      const statement = this.SUBRULE(this.statement);
      this.ACTION(() => this.accept({ ...statement, documentation }));
    } catch (problem) {
      if (problem instanceof TooDeep)
        this.report(syntax.tooDeep({ source: this.source, span: problem.span }, problem.limit));
      else if (problem instanceof Error && isRecognitionException(problem)) this.explain(problem.message, first);
      else throw problem;
      this.skipFrom(first);
    }
    this.keyword = first;
  }

  /** Past the rest of a statement that could not be read; a block whose head it is goes with it. */
  private skipFrom(first: IToken): void {
    const open = openBrackets(this.input, this.indexOf(first), this.indexOf(this.LA(1)));
    if (open.length === 0 && [t.For, t.DistributionWord, t.Fn].includes(first.tokenType)) this.skipBlock();
    else this.skip(open.length);
  }

  private blockDepth = 0;

  protected enterBlock(): boolean {
    this.blockDepth += 1;
    if (this.blockDepth > blockLimit) throw new TooDeep(spanOf(this.LA(0)), blockLimit);
    let depth = 1;
    for (let i = this.indexOf(this.LA(1)); i < this.input.length && depth > 0; i += 1) {
      if (this.input[i].tokenType === t.LeftBrace) depth += 1;
      else if (this.input[i].tokenType === t.RightBrace) depth -= 1;
    }
    return depth === 0;
  }

  protected leaveBlock(): void {
    this.blockDepth -= 1;
  }

  protected inside(list: Statement[], words: BlockWords): void {
    const first = this.LA(1);
    const depth = this.blockDepth;
    const documentation = this.ACTION(() => this.documentationOf(first));
    this.nesting = 0;
    try {
      const statement = this.SUBRULE(this.statement);
      this.ACTION(() => {
        const place = { source: this.source, span: spanOf(first) };
        if (words.legal.includes(first.tokenType)) list.push({ ...statement, documentation });
        else this.report(syntax.statementMisplaced(place, first.image, words.place, words.remedy));
      });
    } catch (problem) {
      if (problem instanceof TooDeep && problem.limit !== blockLimit)
        this.report(syntax.tooDeep({ source: this.source, span: problem.span }, problem.limit));
      else if (problem instanceof Error && isRecognitionException(problem)) this.explain(problem.message, first);
      else throw problem;
      this.blockDepth = depth;
      if (first.tokenType === t.For) this.skipFrom(first);
      else this.skipInside(openBrackets(this.input, this.indexOf(first), this.indexOf(this.LA(1))).length);
    }
    this.keyword = first;
  }

  protected strayInside(): void {
    const first = this.LA(1);
    this.ACTION(() => {
      if (!this.unreadableSince(this.keyword ?? first))
        this.report(explainStray(this.source, this.LA(0), first, this.LA(2), this.keyword));
    });
    this.CONSUME2(t.Any);
    this.ACTION(() => this.skipInside(0));
  }

  /** To the next statement of a block or to its end. */
  private skipInside(depth: number): void {
    while (!this.atEnd()) {
      const next = this.LA(1);
      if (depth === 0 && next.tokenType === t.RightBrace) return;
      if (depth === 0 && next.tokenType === t.Name && next.image === "value" && beginsLine(this.LA(0), next)) return;
      if (beginsStatement(this.LA(0), next, this.LA(2), depth > 0)) return;
      if (opensBracket(next)) depth += 1;
      else if (isClosing(next) && depth > 0) depth -= 1;
      this.SKIP_TOKEN();
    }
  }

  /** Where a token is in the text's tokens; to be asked in the order of the statements. */
  private indexOf(token: IToken): number {
    const index = this.input.indexOf(token, this.statementIndex);
    return index < 0 ? this.input.length : index;
  }

  private accept(statement: Statement): void {
    // A level takes a character at least.
    if (statement.span.end - statement.span.start > treeLimit && deeperThan(statement, treeLimit))
      this.report(syntax.tooDeep({ source: this.source, span: statement.span }, treeLimit));
    else this.statements.push(statement);
  }

  private explain(expected: string, first: IToken): void {
    if (this.unreadableSince(first)) return;
    this.report(explainMismatch(this.source, this.input, this.indexOf(first), this.indexOf(this.LA(1)), expected));
  }

  /** Something between statements that begins none. */
  private stray(): void {
    const first = this.LA(1);
    this.ACTION(() => {
      const isLine = beginsLine(this.LA(0), first);
      if (!this.unreadableSince(isLine ? first : (this.keyword ?? first)))
        this.report(explainStray(this.source, this.LA(0), first, this.LA(2), this.keyword));
    });
    this.CONSUME(t.Any);
    this.ACTION(() => this.skip(0));
  }

  /**
   * Whether the text from a token to here held something unreadable, which explains any mistake that follows. To be
   * asked for tokens in the order of the text.
   */
  private unreadableSince(first: IToken): boolean {
    while (this.unreadable[this.nextUnreadable] < first.startOffset) this.nextUnreadable += 1;
    if (this.nextUnreadable === this.unreadable.length) return false;
    return this.atEnd() || this.unreadable[this.nextUnreadable] <= endOf(this.LA(1));
  }

  private atEnd(): boolean {
    return !tokenMatcher(this.LA(1), t.Any);
  }

  /** To the next statement, from inside so many brackets; behind too many mistakes to the end. */
  private skip(depth: number): void {
    const enough = this.found.length > mistakeLimit;
    while (!this.atEnd()) {
      const next = this.LA(1);
      if (!enough && beginsStatement(this.LA(0), next, this.LA(2), depth > 0)) return;
      if (opensBracket(next)) depth += 1;
      else if (isClosing(next) && depth > 0) depth -= 1;
      this.SKIP_TOKEN();
    }
  }

  /** From the head of a block to behind its closing brace; to the next statement where it has none. */
  private skipBlock(): void {
    let depth = 0;
    while (!this.atEnd()) {
      const next = this.LA(1);
      if (depth === 0 && beginsStatement(this.LA(0), next, this.LA(2))) return;
      this.SKIP_TOKEN();
      if (next.tokenType === t.LeftBrace) depth += 1;
      if (next.tokenType === t.RightBrace && depth > 0) {
        depth -= 1;
        if (depth === 0) return;
      }
    }
  }

  /** The `///` lines between the token before a statement and its keyword. */
  private documentationOf(keyword: IToken): string | undefined {
    const before = this.LA(0);
    const from = tokenMatcher(before, t.Any) ? before.startOffset : -1;
    const lines: string[] = [];
    for (; this.nextDocumentation < this.documentation.length; this.nextDocumentation += 1) {
      const line = this.documentation[this.nextDocumentation];
      if (line.startOffset > keyword.startOffset) break;
      if (line.startOffset > from) lines.push(line.image.replace(/^\/\/\/ ?/, "").trimEnd());
    }
    return lines.length === 0 ? undefined : lines.join("\n");
  }
}
