/** The held-back answer in the hands of the model: a data file with the same bytes as a truth (DESIGN 1.2). */
import type { Node } from "../tensor/node.ts";
import type { Comparison, Sample } from "./checked.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { truthInModel } from "./diagnostics/roles.ts";
import type { Scope } from "./scope.ts";
import type { Source, Span } from "./source.ts";

export interface FileUse {
  readonly path: string;
  readonly span: Span;
}

/** One message for each data file that is a truth, at the first place that reads it. */
export function findLeaks(
  source: Source,
  data: readonly FileUse[],
  truths: readonly FileUse[],
  hashes: ReadonlyMap<string, string>,
): Diagnostic[] {
  const seen = new Set<string>();
  return data.flatMap((use) => {
    const hash = hashes.get(use.path);
    const truth = truths.find((other) => hash !== undefined && hashes.get(other.path) === hash);
    if (truth === undefined || hash === undefined || seen.has(hash)) return [];
    seen.add(hash);
    return [truthInModel({ source, span: use.span }, use.path, "the same bytes", truth.span)];
  });
}

/** One message for each truth that is nothing but data on which the density depends. */
export function findCopies(
  source: Source,
  scope: Scope,
  truths: readonly (Comparison | Sample)[],
  density: ReadonlySet<Node>,
): Diagnostic[] {
  return truths.flatMap((truth) => {
    const copied = scope.data().find(({ value }) => density.has(value.node) && isSame(value.node, truth.node));
    if (copied === undefined) return [];
    const span = scope.spanOf(copied.name) ?? truth.span;
    return [truthInModel({ source, span }, copied.name, "the same values", truth.span)];
  });
}

/** Whether the truth is this very value, at most reshaped or repeated. */
function isSame(data: Node, truth: Node): boolean {
  if (data === truth) return true;
  const moves = truth.op.name === "reshape" || truth.op.name === "transpose" || truth.op.name === "broadcast";
  return moves && isSame(data, truth.inputs[0]);
}
