/** Finds where a text stops being JSON (RFC 8259): JavaScript engines do not say it reliably. */

const number = /-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const escaped = /\\(["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const blank = /[ \t\n\r]*/y;

/** Nesting beyond this is refused: it is no data, and JSON.parse itself fails not far above it. */
const deepest = 500;

/** Thrown inside this file to leave the recursion at the offending offset. */
class Stop extends Error {
  constructor(readonly offset: number) {
    super("not JSON");
  }
}

function match(pattern: RegExp, text: string, offset: number): number | undefined {
  pattern.lastIndex = offset;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

function skip(text: string, offset: number): number {
  return match(blank, text, offset) ?? offset;
}

/** The offset after the string that begins at `offset`, or undefined when none does or it is broken. */
function string(text: string, offset: number): number | undefined {
  if (text[offset] !== '"') return undefined;
  for (let at = offset + 1; at < text.length; ) {
    if (text[at] === '"') return at + 1;
    if (text[at] < " ") return undefined;
    const next = text[at] === "\\" ? match(escaped, text, at) : at + 1;
    if (next === undefined) return undefined;
    at = next;
  }
  return undefined;
}

/** The offset after the value that begins at `offset`. */
function value(text: string, offset: number, depth: number): number {
  if (depth > deepest) throw new Stop(offset);
  const first = text[offset];
  if (first === "{" || first === "[") return members(text, offset, first === "{" ? "}" : "]", depth);
  for (const word of ["true", "false", "null"]) if (text.startsWith(word, offset)) return offset + word.length;
  const end = first === '"' ? string(text, offset) : match(number, text, offset);
  if (end === undefined) throw new Stop(offset);
  return end;
}

function members(text: string, start: number, close: string, depth: number): number {
  let offset = skip(text, start + 1);
  if (text[offset] === close) return offset + 1;
  for (;;) {
    if (close === "}") {
      const key = string(text, offset);
      if (key === undefined) throw new Stop(offset);
      offset = skip(text, key);
      if (text[offset] !== ":") throw new Stop(offset);
      offset = skip(text, offset + 1);
    }
    offset = skip(text, value(text, offset, depth + 1));
    if (text[offset] === close) return offset + 1;
    if (text[offset] !== ",") throw new Stop(offset);
    offset = skip(text, offset + 1);
  }
}

/** The offset of the first character that cannot be there, or undefined when the text is JSON. */
export function jsonErrorOffset(text: string): number | undefined {
  try {
    const end = skip(text, value(text, skip(text, 0), 0));
    return end === text.length ? undefined : end;
  } catch (stop) {
    if (stop instanceof Stop) return stop.offset;
    throw stop;
  }
}
