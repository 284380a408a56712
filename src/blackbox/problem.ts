/** What can be wrong with a model file, as plain data; diagnostics/models.ts turns it into a message. */
import type { FileProblem } from "../language/files/problem.ts";

/**
 * notAModel: the JSON is not a layers model; shard: a weight file is missing; size: weight files and manifest disagree; dtype: unknown
 * element type; weight: manifest and layers disagree; nonFinite: NaN or infinity among the weights; refused: the runtime rejects
 * the topology; runtime: the runtime itself does not start.
 */
export type ModelProblemKind =
  | "file"
  | "notAModel"
  | "shard"
  | "size"
  | "dtype"
  | "weight"
  | "nonFinite"
  | "refused"
  | "runtime";

export type ModelProblem =
  /** The model file itself is missing or out of bounds. */
  | { readonly kind: "file"; readonly path: string; readonly file: FileProblem }
  | { readonly kind: Exclude<ModelProblemKind, "file">; readonly message: string; readonly hint?: string };

/** Thrown inside the loader, caught at its edge: no other kind of error means a bad model. */
export class ModelError extends Error {
  constructor(readonly problem: ModelProblem) {
    super(problem.kind === "file" ? problem.file.message : problem.message);
    this.name = "ModelError";
  }
}

const kinds: ReadonlySet<unknown> = new Set<ModelProblemKind>([
  "file",
  "notAModel",
  "shard",
  "size",
  "dtype",
  "weight",
  "nonFinite",
  "refused",
  "runtime",
]);

/** Tells a problem from a loaded model, which has no `kind`. */
export function isModelProblem(value: object): value is ModelProblem {
  return "kind" in value && kinds.has(value.kind);
}
