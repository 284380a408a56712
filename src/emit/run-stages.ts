/** Runs the stages of a split program: generated code between batched calls of black boxes. */
import type { BlackBox } from "../blackbox/provider.ts";
import { compileProgram } from "./compile.ts";
import type { CallStage, Stage } from "./stages.ts";
import type { Target } from "./target.ts";
import type { CompiledKernels } from "./tfjs/compile.ts";
import { startKernels } from "./tfjs/start.ts";

/** A split program that runs. */
export interface StagedProgram {
  /** Like an `EmittedFunction`, but a promise while a box is asynchronous. One call at a time: the buffers between stages are shared. */
  readonly run: (lanes: number, buffers: readonly Float64Array[]) => void | Promise<void>;
  /** Frees what TensorFlow.js keeps for it; a later run makes that anew. */
  readonly dispose: () => void;
}

type Step =
  | {
      readonly kind: "code";
      /** Undefined until TensorFlow.js has been started. */
      compiled: CompiledKernels | undefined;
      readonly start: () => Promise<CompiledKernels>;
      readonly names: readonly string[];
      readonly buffers: Float64Array[];
    }
  | { readonly kind: "box"; readonly stage: CallStage; readonly box: BlackBox };

/**
 * @param buffers those of the program that was split; `run` takes them in this order
 * @param boxes by name
 * @param target what the programs between the calls are emitted as
 * Throws an Error when a box is missing or answers rows of other sizes; `run`, when it asks a `vjp` that a box lacks.
 */
export function startStages(
  stages: readonly Stage[],
  buffers: Readonly<Record<string, number>>,
  boxes: ReadonlyMap<string, BlackBox>,
  target: Target = "auto",
): StagedProgram {
  const outer = Object.keys(buffers);
  const inner = innerSizes(stages, buffers);
  const arrays = new Map<string, Float64Array>();
  const steps = stages.map((stage) => makeStep(stage, boxes, target));
  let room = 0;
  const prepare = (lanes: number, given: readonly Float64Array[]) => {
    for (let i = 0; i < outer.length; i++) arrays.set(outer[i], given[i]);
    if (lanes > room) {
      for (const [name, size] of inner) arrays.set(name, new Float64Array(lanes * size));
      room = lanes;
    }
    for (const step of steps) {
      if (step.kind === "code")
        for (let i = 0; i < step.names.length; i++) step.buffers[i] = find(arrays, step.names[i]);
    }
  };
  const runFrom = (first: number, lanes: number): void | Promise<void> => {
    // boxes that follow one another do not need each other's answers: they are asked at once
    const pending: Promise<void>[] = [];
    for (let i = first; i < steps.length; i++) {
      const step = steps[i];
      if (step.kind === "code") {
        if (pending.length > 0) return Promise.all(pending).then(() => runFrom(i, lanes));
        if (step.compiled === undefined) {
          return step.start().then((compiled) => {
            step.compiled = compiled;
            return runFrom(i, lanes);
          });
        }
        step.compiled.run(lanes, step.buffers);
      } else {
        const answer = ask(step.stage, step.box, arrays, lanes);
        if (answer) pending.push(answer);
      }
    }
    if (pending.length > 0) return Promise.all(pending).then(() => undefined);
  };
  return {
    run: (lanes, given) => {
      prepare(lanes, given);
      return runFrom(0, lanes);
    },
    dispose: () => {
      for (const step of steps) if (step.kind === "code") step.compiled?.dispose();
    },
  };
}

/** Buffers between stages, with their sizes a lane. */
function innerSizes(stages: readonly Stage[], outer: Readonly<Record<string, number>>): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const stage of stages) {
    if (stage.kind === "program") {
      for (const [name, size] of Object.entries(stage.program.buffers))
        if (!Object.hasOwn(outer, name)) sizes.set(name, size);
    } else {
      const { rows, inputSize, outputSize } = stage;
      sizes.set(stage.output, rows * (stage.kind === "call" ? outputSize : inputSize));
    }
  }
  return sizes;
}

function makeStep(stage: Stage, boxes: ReadonlyMap<string, BlackBox>, target: Target): Step {
  if (stage.kind === "program") {
    const names = Object.keys(stage.program.buffers);
    return {
      kind: "code",
      compiled: target === "tfjs" ? undefined : { run: compileProgram(stage.program, target), dispose: () => {} },
      start: () => startKernels(stage.program),
      names,
      buffers: new Array<Float64Array>(names.length),
    };
  }
  const box = boxes.get(stage.box);
  if (!box) throw new Error(`no box ${stage.box}`);
  if (box.inputSize !== stage.inputSize || box.outputSize !== stage.outputSize) {
    throw new Error(
      `box ${stage.box} maps ${box.inputSize} to ${box.outputSize} numbers, the program expects ${stage.inputSize} to ${stage.outputSize}`,
    );
  }
  return { kind: "box", stage, box };
}

function ask(
  stage: CallStage,
  box: BlackBox,
  arrays: ReadonlyMap<string, Float64Array>,
  lanes: number,
): void | Promise<void> {
  const rows = stage.rows * lanes;
  const input = find(arrays, stage.input);
  const output = find(arrays, stage.output);
  if (stage.cotangent === undefined) return box.call(input, rows, output);
  if (box.vjp === undefined) throw new Error(`box ${stage.box} has no vector-Jacobian product`);
  return box.vjp(input, find(arrays, stage.cotangent), rows, output);
}

function find(arrays: ReadonlyMap<string, Float64Array>, name: string): Float64Array {
  const array = arrays.get(name);
  if (!array) throw new Error(`emit: no buffer ${name}`);
  return array;
}
