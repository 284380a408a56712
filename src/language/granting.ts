/** Access, for algorithms: which of them may run through which black box (DESIGN 1.5). */
import type { Construction } from "../inference/kernel.ts";
import type { Box, Infer } from "./checked.ts";
import type { BoxUse } from "./context.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { accessExceeded, noGradientThrough } from "./diagnostics/roles.ts";
import type { Source } from "./source.ts";
import type { Catalogue } from "./statements/infer.ts";

/** True when the analyst may use exact gradients of the box's scores. */
export function grantsGradients(box: Box): boolean {
  return box.access.has("explanations");
}

/** True when the algorithm asks for gradients and gets them from the black boxes themselves. */
function asksForGradients(step: Construction, catalogue: Catalogue): boolean {
  return catalogue.algorithms.get(step.name)?.needsGradient(step.options) === true;
}

/** What is wrong with running `infer` through the boxes that the density asks; empty when it may. */
export function checkGranted(
  source: Source,
  infer: Infer,
  boxes: ReadonlyMap<string, Box>,
  uses: readonly BoxUse[],
  catalogue: Catalogue,
): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const step of infer.steps) {
    if (!asksForGradients(step, catalogue)) continue;
    const reported = new Set<string>();
    for (const use of uses) {
      const box = boxes.get(use.box);
      if (box === undefined || reported.has(use.box)) continue;
      const place = { source, span: box.accessSpan };
      if (use.form === "labels") {
        reported.add(use.box);
        const needs = { span: infer.span, text: `${step.name} needs gradients; label(${box.name}, x) has none` };
        diagnostics.push(
          box.access.has("scores")
            ? noGradientThrough({ source, span: use.span }, `label(${box.name}, x)`, needs)
            : accessExceeded(place, box.name, "gradients", box.access, needs, ["smc(..) and rwm(..) need none"]),
        );
      } else if (!grantsGradients(box) && step.options.gradient === null) {
        reported.add(use.box);
        const rows = box.inputAxes.reduce((n, axis) => n * axis.size, 1) + 1;
        diagnostics.push(
          accessExceeded(place, box.name, "gradients", box.access, { span: infer.span, text: `${step.name} needs the gradient of ${box.name}` }, [
            `${step.name}(gradient = finite_difference()) would ask ${rows} rows per record and leapfrog; smc(..) and rwm(..) need none`,
          ]),
        );
      }
    }
  }
  return diagnostics;
}
