/** Whether what is compiled of a scenario computes what the scenario says: passes and emitters against the interpreter. */
import { bindPosition, bindValues, type Layout } from "../../src/density/layout.ts";
import { planOutputs } from "../../src/density/outputs.ts";
import { densityPrograms, type Runnable } from "../../src/density/plan.ts";
import type { EmittedProgram } from "../../src/emit/emitted.ts";
import { instantiate } from "../../src/emit/instantiate.ts";
import { emitJs } from "../../src/emit/js.ts";
import type { CheckedScenario } from "../../src/language/checked.ts";
import { fill, input, mul, stack, sum } from "../../src/tensor/build.ts";
import { differentiate } from "../../src/tensor/differentiate.ts";
import { evaluate } from "../../src/tensor/evaluate.ts";
import { type Node, type Output, sizeOf } from "../../src/tensor/node.ts";
import { reachable } from "../../src/tensor/passes/dependencies.ts";
import { Xoshiro } from "../../verify/support/xoshiro.ts";

/** Sums are added in another order, squares come from factorisations: relative to a number itself, and to the largest on the way. */
const ofItself = 1e-9;
const ofLargest = 1e-13;

/** More than one, so that none reads or writes what belongs to another. */
const lanes = 2;

/** What a program is to compute, and what was compiled of it. */
interface Compared {
  readonly written: readonly Output[];
  readonly compiled: readonly { readonly name: string; readonly code: EmittedProgram }[];
}

/** What programs are given, for each lane. */
type Given = Readonly<Record<string, readonly Float64Array[]>>;

/**
 * Log densities of all parts, their gradient, targets and latents at random positions and temperatures, as the statements say it
 * beside the code of the `js` and the `wasm` emitter. Where the written form is not finite nothing is compared: the passes put
 * stable forms in its place.
 * @returns the first difference in words, undefined where there is none
 * @throws an Error where the scenario asks an opaque box
 */
export function differenceFromWritten(scenario: CheckedScenario): string | undefined {
  const programs = densityPrograms(scenario, null);
  const { layout, partCount } = programs;
  const { value, gradient } = programs.written();
  const emitted = (name: string, program: Parameters<typeof emitJs>[0]) =>
    (["js", "wasm"] as const).map((target) => ({ name: `${name} in ${target}`, code: emitJs(program, { target }) }));
  const gradientCode = emitted("gradient", programs.gradient);
  const random = new Xoshiro(7);
  const given: Given = {
    position: lanesOf(() => Float64Array.from({ length: layout.dimension }, () => random.normal())),
    latents: lanesOf(() => latentsOf(layout, random)),
    temperature: [1, 0.37].map((temperature) => new Float64Array(partCount).fill(temperature)),
  };
  const compared: readonly Compared[] = [
    { written: value.outputs, compiled: [...emitted("value", programs.value), ...gradientCode] },
    { written: gradient.outputs, compiled: gradientCode },
    { written: slopesOf(value.outputs[0].node, partCount), compiled: gradientCode },
    ...outputsOf(scenario, layout),
  ];
  for (const each of compared) {
    const difference = differenceOf(each, given);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

const lanesOf = (one: () => Float64Array): readonly Float64Array[] => Array.from({ length: lanes }, one);

/** Any numbers, and states that there are. */
function latentsOf({ slots, valueCount }: Layout, random: Xoshiro): Float64Array {
  const values = Float64Array.from({ length: valueCount }, () => random.normal());
  for (const { latent, valueOffset, valueSize } of slots) {
    const { states } = latent;
    for (let i = 0; states && i < valueSize; i++)
      values[valueOffset + i] = states.lower[i] + Math.floor(random.uniform() * states.count[i]);
  }
  return values;
}

/** The gradient of what is written, differentiated before any pass has seen it. */
function slopesOf(parts: Node, count: number): readonly Output[] {
  const weights = reachable([parts]).filter(({ op }) => op.name === "input" && op.buffer === "position");
  // [part, prior and likelihood]
  const tempered = stack([fill([count], 1), input("temperature", 0, [count])], 1);
  const objective = sum(mul(parts, tempered));
  return differentiate(objective, weights).map((node, i) => {
    const { op } = weights[i];
    return { buffer: "gradient", offset: op.name === "input" ? op.offset : 0, node };
  });
}

/** Targets and latents from positions; targets from latents where discrete ones are drawn in between. */
function outputsOf(scenario: CheckedScenario, layout: Layout): Compared[] {
  const plan = planOutputs(scenario, layout);
  const targetsOf = (bind: (nodes: readonly Node[]) => Node[]): Output[] => {
    const nodes = bind(scenario.targets.map(({ node }) => node));
    let offset = 0;
    return nodes.map((node) => {
      const output = { buffer: "targets", offset, node };
      offset += sizeOf(node.shape);
      return output;
    });
  };
  const { bind, bound } = bindPosition(layout);
  const values = bound.map(({ slot, value }) => ({ buffer: "values", offset: slot.valueOffset, node: value }));
  const direct = { written: [...values, ...(plan.discrete ? [] : targetsOf(bind))], compiled: codeOf(plan.program) };
  if (!plan.discrete) return [direct];
  return [direct, { written: targetsOf(bindValues(layout).bind), compiled: codeOf(plan.discrete.targets) }];
}

function codeOf(runnable: Runnable): Compared["compiled"] {
  if (runnable.kind !== "code") throw new Error("asks an opaque box");
  return [{ name: "outputs", code: runnable.code }];
}

function differenceOf({ written, compiled }: Compared, given: Given): string | undefined {
  const results = compiled.map(({ name, code }) => ({ name, ...runOf(code, given) }));
  const outputs = written.map(({ node }) => node);
  const nodes = reachable(outputs);
  for (let lane = 0; lane < lanes; lane++) {
    const buffers = Object.fromEntries(Object.entries(given).map(([name, values]) => [name, values[lane]]));
    let largest = 1;
    for (const values of evaluate(nodes, { buffers })) {
      for (const x of values) if (Number.isFinite(x)) largest = Math.max(largest, Math.abs(x));
    }
    const expected = evaluate(outputs, { buffers });
    for (const { name, numbers } of results) {
      for (const [k, { buffer, offset }] of written.entries()) {
        for (const [i, want] of expected[k].entries()) {
          const got = numbers(buffer, lane, offset + i);
          const bound = ofItself * Math.max(1, Math.abs(want)) + ofLargest * largest;
          if (Number.isFinite(want) && !(Math.abs(got - want) <= bound))
            return `${name}: ${buffer}[${offset + i}] of lane ${lane} is ${got}, written ${want}`;
        }
      }
    }
  }
  return undefined;
}

/** Runs all lanes. Results begin as NaN, so that what is not written shows. */
function runOf(code: EmittedProgram, given: Given) {
  const buffers = code.buffers.map(({ name, size }) => {
    const numbers = new Float64Array(lanes * size).fill(Number.NaN);
    for (const [lane, values] of (given[name] ?? []).entries()) numbers.set(values.subarray(0, size), lane * size);
    return numbers;
  });
  instantiate(code)(lanes, buffers);
  const numbers = (buffer: string, lane: number, i: number) => {
    const k = code.buffers.findIndex(({ name }) => name === buffer);
    return buffers[k][lane * code.buffers[k].size + i];
  };
  return { numbers };
}
