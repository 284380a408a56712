/** What can be wrong with a file, as plain data: the readers know the place in the file, the checker the place in the scenario. */

export type FileProblemKind =
  | "missing"
  | "outside"
  | "unreadable"
  | "csv"
  | "json"
  | "npy"
  | "column"
  | "number"
  | "field"
  | "shape";

export interface FileProblem {
  readonly kind: FileProblemKind;
  /** What was found and what was expected, without the file's name: "2 fields where the header has 3". */
  readonly message: string;
  /** 1-based, in the file. */
  readonly line?: number;
  /** A column's name (CSV) or its 1-based position in the line (JSON). */
  readonly column?: string | number;
  /** What to do about it. */
  readonly hint?: string;
  /** What was asked for and what there is, for "did you mean". */
  readonly asked?: string;
  readonly known?: readonly string[];
}

/** Numbers of a file, row-major; `missing` lists the flat positions of missing values, which are NaN in `data`. */
export interface NumericArray {
  readonly kind: "numbers";
  readonly shape: readonly number[];
  readonly data: Float64Array;
  readonly missing: readonly number[];
}

/** Words of a file, row-major; the checker turns them into indices of the dim that has them as labels. */
export interface TextArray {
  readonly kind: "text";
  readonly shape: readonly number[];
  readonly text: readonly string[];
}

const kinds: ReadonlySet<unknown> = new Set<FileProblemKind>([
  "missing",
  "outside",
  "unreadable",
  "csv",
  "json",
  "npy",
  "column",
  "number",
  "field",
  "shape",
]);

/** Tells a problem from a result: no reader's result has a `kind` of this list. */
export function isFileProblem(value: unknown): value is FileProblem {
  return typeof value === "object" && value !== null && "message" in value && "kind" in value && kinds.has(value.kind);
}

/** `line 3, column "petal_width"`: where in the file, as far as it is known. */
export function placeInProblem(problem: Pick<FileProblem, "line" | "column">): string {
  const column = typeof problem.column === "string" ? `column "${problem.column}"` : `column ${problem.column}`;
  return [problem.line !== undefined ? `line ${problem.line}` : "", problem.column !== undefined ? column : ""]
    .filter((part) => part !== "")
    .join(", ");
}
