/** For `--emit tfjs`: not every log density can be computed by TensorFlow.js. */
import { densityPrograms } from "../density/plan.ts";
import { splitAtCalls } from "../emit/stages.ts";
import type { Target } from "../emit/target.ts";
import { withoutKernel } from "../emit/tfjs/compile.ts";
import type { CheckedScenario } from "../language/checked.ts";
import { noKernel } from "../language/diagnostics/command-line-emitting.ts";
import { fail } from "../language/diagnostics/make.ts";
import { gradientOption, hasJacobian } from "../runs/infer.ts";

/** @throws DiagnosticError where kernels are asked for and a step of an `infer` needs an operation that has none */
export function requireKernels(scenario: CheckedScenario, emit: Target | undefined): void {
  if (emit !== "tfjs") return;
  for (const step of scenario.infers[0].steps) {
    const programs = densityPrograms(scenario, gradientOption(step), hasJacobian(step));
    for (const program of [programs.value, programs.gradient]) {
      for (const stage of splitAtCalls(program)) {
        const lacking = stage.kind === "program" ? withoutKernel(stage.program) : undefined;
        if (lacking !== undefined) fail(noKernel(lacking));
      }
    }
  }
}
