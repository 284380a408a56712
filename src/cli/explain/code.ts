/** `--stage code`: the JavaScript that is run, stage by stage where black boxes are asked in between. */
import type { Runnable } from "../../density/plan.ts";
import type { EmittedProgram } from "../../emit/emitted.ts";
import { emitJs } from "../../emit/js.ts";
import type { CheckedScenario } from "../../language/checked.ts";
import { planStep } from "../../runs/infer.ts";
import { bytes, counted } from "../words.ts";

export function explainEmitted(scenario: CheckedScenario): string {
  const plan = planStep(scenario, scenario.infers[0].steps[0]);
  return `${runnableText("value", plan.value)}\n${runnableText("value and gradient", plan.gradient)}`;
}

/** The emitted programs of a runnable: one, or those between the calls of boxes. */
function emittedOf(runnable: Runnable): EmittedProgram[] {
  if (runnable.kind === "code") return [runnable.code];
  return runnable.stages.flatMap((stage) => (stage.kind === "program" ? [emitJs(stage.program)] : []));
}

/** `js, 3 functions, 4.1 kB` */
export function describeCode(runnable: Runnable): string {
  const texts = emittedOf(runnable).map((program) => program.source);
  const functions = texts.reduce((n, text) => n + (text.match(/^(return )?function /gm) ?? []).length, 0);
  const size = texts.reduce((n, text) => n + Buffer.byteLength(text), 0);
  return `js, ${counted(functions, "function")}, ${bytes(size)}`;
}

function runnableText(title: string, runnable: Runnable): string {
  const head = `// ${title}: ${describeCode(runnable)}\n`;
  if (runnable.kind === "code") return head + programText(runnable.code);
  const stages = runnable.stages.map((stage) =>
    stage.kind === "program"
      ? programText(emitJs(stage.program))
      : `// ${stage.kind} ${stage.box}: ${counted(stage.rows, "row")} a lane, ${stage.input} -> ${stage.output}\n`,
  );
  return head + stages.join("\n");
}

function programText({ source, constants, buffers }: EmittedProgram): string {
  const names = buffers.map(({ name, size }, i) => `b${i} = ${name} [${size}]`).join(", ");
  const numbers = constants.map((data, i) => `c${i} [${data.length}]`).join(", ");
  return `// ${names}${numbers === "" ? "" : `\n// ${numbers}`}\n${source}`;
}
