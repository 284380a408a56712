/** `--stage code`: the JavaScript that is run, with a line for each kernel of WebAssembly that it calls, stage by stage where black boxes are asked in between. */
import type { Runnable } from "../../density/plan.ts";
import type { EmittedProgram } from "../../emit/emitted.ts";
import { emitJs } from "../../emit/js.ts";
import type { Target } from "../../emit/wasm/choose.ts";
import { hasVectors } from "../../emit/wasm/support.ts";
import type { CheckedScenario } from "../../language/checked.ts";
import { planStep } from "../../runs/infer.ts";
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
  return stages.flatMap((stage) => (stage.kind === "program" ? [emitJs(stage.program, { target })] : []));
}

/** `js, 3 functions, 4.1 kB`, with the kernels of a WebAssembly module */
export function describeCode(runnable: Runnable): string {
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
  const stages = runnable.stages.map((stage) =>
    stage.kind === "program"
      ? programText(emitJs(stage.program, { target: runnable.target }))
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
