/** Draws are held in memory until a run ends: ones that cannot be are refused before it begins. */
import { totalmem } from "node:os";
import { algorithms } from "../inference/algorithms/index.ts";
import type { Construction } from "../inference/kernel.ts";
import type { Infer } from "../language/checked.ts";
import { tooManyDraws } from "../language/diagnostics/inference.ts";
import { fail } from "../language/diagnostics/make.ts";
import type { Prepared } from "./infer.ts";

/** Of a draw beside its numbers: statistics, and the arrays that hold them. */
const overhead = 300;

/** The bytes that the draws of a step take, at least: positions, targets, and the columns that these are summarised from. */
export function bytesOfDraws({ layout, outputs }: Pick<Prepared, "layout" | "outputs">, step: Construction): number {
  const { draws, particles, samples } = step.options;
  const each = draws ?? particles ?? samples;
  if (typeof each !== "number") return 0;
  const chains = algorithms.get(step.name)?.chains(step.options) ?? 1;
  return chains * each * (8 * (layout.dimension + 2 * outputs.targetCount) + overhead);
}

/** @throws DiagnosticError (PAL5010) naming the step whose draws are larger than the memory of this machine */
export function refuseMoreThanMemory(prepared: Prepared, infer: Infer, memory = totalmem()): void {
  for (const [i, step] of infer.steps.entries()) {
    const bytes = bytesOfDraws(prepared, step);
    if (bytes <= memory) continue;
    const place = { source: prepared.scenario.source, span: infer.stepSpans[i] };
    fail(tooManyDraws(place, step.name, bytes, memory));
  }
}
