/** A source text and positions in it: what every syntax node and diagnostic points at. */

/** A half-open range of UTF-16 offsets in one source text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Source {
  /** How the user knows the file: the path as given on the command line. */
  readonly name: string;
  readonly text: string;
}

/** 1-based line and column of an offset. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export function positionAt(source: Source, offset: number): Position {
  const before = source.text.slice(0, offset);
  const line = before.split("\n").length;
  return { line, column: offset - before.lastIndexOf("\n") };
}

/** The smallest span that holds both. */
export function cover(first: Span, last: Span): Span {
  return { start: Math.min(first.start, last.start), end: Math.max(first.end, last.end) };
}
