/** `--stage code`: the JavaScript that is run, with a line for each kernel of WebAssembly that it calls, stage by stage where black boxes are asked in between. */
import type { Runnable } from "../../density/plan.ts";
import type { EmittedProgram } from "../../emit/emitted.ts";
import { emitJs } from "../../emit/js.ts";
import type { Target } from "../../emit/target.ts";
import { hasVectors } from "../../emit/wasm/support.ts";
import type { CheckedScenario } from "../../language/checked.ts";
import { planStep } from "../../runs/infer.ts";
import type { Program } from "../../tensor/node.ts";
import { reachable } from "../../tensor/passes/dependencies.ts";
import { print } from "../../tensor/print.ts";
import { bytes, counted } from "../words.ts";

export function explainEmitted(scenario: CheckedScenario, emit?: Target): string {
  const plan = planStep(scenario, scenario.infers[0].steps[0], emit);
  const note =
    emit === "js" || hasVectors() ? "" : "// no WebAssembly with vectors on this machine: all is JavaScript\n\n";
  return `${note}${runnableText("value", plan.value)}\n${runnableText("value and gradient", plan.gradient)}`;
}

/** The emitted programs of a runnable: one, or those between the calls of boxes. */
function emittedOf(runnable: Runnable): EmittedProgram[] {
  if (runnable.kind === "code") return [runnable.code];
  const { stages, target } = runnable;
  if (target === "tfjs") return [];
  return stages.flatMap((stage) => (stage.kind === "program" ? [emitJs(stage.program, { target })] : []));
}

/** The programs of a runnable that run as TensorFlow.js kernels, a kernel a node. */
function kernelsOf(runnable: Runnable): Program[] {
  if (runnable.kind === "code" || runnable.target !== "tfjs") return [];
  return runnable.stages.flatMap((stage) => (stage.kind === "program" ? [stage.program] : []));
}

/** `js, 3 functions, 4.1 kB`, with the kernels of a WebAssembly module */
export function describeCode(runnable: Runnable): string {
  const kernelPrograms = kernelsOf(runnable);
  if (kernelPrograms.length > 0) {
    const count = kernelPrograms.reduce(
      (n, program) => n + reachable(program.outputs.map(({ node }) => node)).length,
      0,
    );
    return `tfjs, ${counted(count, "kernel")} in single precision`;
  }
  const programs = emittedOf(runnable);
  const texts = programs.map((program) => program.source);
  const functions = texts.reduce((n, text) => n + (text.match(/^(return )?function /gm) ?? []).length, 0);
  const size = texts.reduce((n, text) => n + Buffer.byteLength(text), 0);
  const kernels = programs.flatMap((program) => program.kernels).length;
  const modules = programs.reduce((n, { module }) => n + (module?.length ?? 0), 0);
  const wasm = kernels === 0 ? "" : `; wasm, ${counted(kernels, "kernel")}, ${bytes(modules)}`;
  return `js, ${counted(functions, "function")}, ${bytes(size)}${wasm}`;
}

function runnableText(title: string, runnable: Runnable): string {
  const head = `// ${title}: ${describeCode(runnable)}\n`;
  if (runnable.kind === "code") return head + programText(runnable.code);
  const { target } = runnable;
  const stages = runnable.stages.map((stage) =>
    stage.kind === "program"
      ? target === "tfjs"
        ? `${print(stage.program)}\n`
        : programText(emitJs(stage.program, { target }))
      : `// ${stage.kind} ${stage.box}: ${counted(stage.rows, "row")} a lane, ${stage.input} -> ${stage.output}\n`,
  );
  return head + stages.join("\n");
}

function programText({ source, constants, buffers, kernels }: EmittedProgram): string {
  const names = buffers.map(({ name, size }, i) => `b${i} = ${name} [${size}]`).join(", ");
  const numbers = constants.map((data, i) => `c${i} [${data.length}]`).join(", ");
  const heads = [names, numbers, ...kernels.map((kernel) => `wasm ${kernel}`)].filter((line) => line !== "");
  return `${heads.map((line) => `// ${line}\n`).join("")}${source}`;
}
