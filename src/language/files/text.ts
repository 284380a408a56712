/** Bytes to text: UTF-8 only, so that the same file means the same on every machine. */
import type { FileProblem, FileProblemKind } from "./problem.ts";

/** The text without its byte order mark, or a problem naming the first line that is not UTF-8. */
export function decodeUtf8(bytes: Uint8Array, kind: FileProblemKind): string | FileProblem {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const replaced = new TextDecoder("utf-8").decode(bytes);
    const line = replaced.slice(0, replaced.indexOf("\uFFFD")).split("\n").length;
    return { kind, message: "the file is not UTF-8 text", line, hint: "save it as UTF-8" };
  }
}

/**
 * The finite number a cell holds, NaN for a missing value (empty, NA, NaN), undefined for any other text. Decimal notation
 * only: what `Number` would read besides (hexadecimal, Infinity) is far more often a mistake than a number.
 */
export function readNumber(cell: string): number | undefined {
  if (cell === "" || cell === "NA" || cell === "NaN" || cell === "nan") return Number.NaN;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(cell)) return undefined;
  const value = Number(cell);
  return Number.isFinite(value) ? value : undefined;
}
