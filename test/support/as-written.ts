/** Whether what is compiled of a scenario computes what the scenario says: passes and emitters against the interpreter. */
import { densityPrograms } from "../../src/density/plan.ts";
import { instantiate } from "../../src/emit/instantiate.ts";
import { emitJs } from "../../src/emit/js.ts";
import type { CheckedScenario } from "../../src/language/checked.ts";
import { evaluate } from "../../src/tensor/evaluate.ts";
import { reachable } from "../../src/tensor/passes/dependencies.ts";
import { Xoshiro } from "../../verify/support/xoshiro.ts";

/** Sums are added in another order, squares come from factorisations: relative to a number itself, and to the largest on the way. */
const ofItself = 1e-9;
const ofLargest = 1e-13;

/**
 * Log densities of all parts and their gradient at two random positions and temperatures, as the statements say it and as it was
 * differentiated, beside the code of the `js` and the `wasm` emitter. Where the written form is not finite nothing is compared: the
 * passes put stable forms in its place.
 * @returns the first difference in words, undefined where there is none
 * @throws an Error where the scenario asks an opaque box
 */
export function differenceFromWritten(scenario: CheckedScenario): string | undefined {
  const programs = densityPrograms(scenario, null);
  const { dimension } = programs.layout;
  const written = programs.written().gradient.outputs;
  const nodes = reachable(written.map((output) => output.node));
  const emitted = (["js", "wasm"] as const).map((target) => {
    const code = emitJs(programs.gradient, { target });
    return { target, names: code.buffers.map(({ name }) => name), run: instantiate(code) };
  });
  const random = new Xoshiro(7);
  for (const temperature of [1, 0.37]) {
    const given: Readonly<Record<string, Float64Array>> = {
      position: Float64Array.from({ length: dimension }, () => random.normal()),
      temperature: new Float64Array(programs.partCount).fill(temperature),
    };
    let largest = 1;
    for (const values of evaluate(nodes, { buffers: given })) {
      for (const x of values) if (Number.isFinite(x)) largest = Math.max(largest, Math.abs(x));
    }
    const expected = evaluate(
      written.map((output) => output.node),
      { buffers: given },
    );
    for (const { target, names, run } of emitted) {
      const results: Readonly<Record<string, Float64Array>> = {
        parts: new Float64Array(2 * programs.partCount),
        gradient: new Float64Array(dimension),
      };
      run(
        1,
        names.map((name) => given[name] ?? results[name]),
      );
      for (const [k, { buffer, offset }] of written.entries()) {
        for (const [i, want] of expected[k].entries()) {
          const got = results[buffer][offset + i];
          const bound = ofItself * Math.max(1, Math.abs(want)) + ofLargest * largest;
          if (Number.isFinite(want) && !(Math.abs(got - want) <= bound))
            return `${target}: ${buffer}[${offset + i}] is ${got}, written ${want}`;
        }
      }
    }
  }
  return undefined;
}
