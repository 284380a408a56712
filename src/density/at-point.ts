/** The log density at constrained values: each statement's share, and the gradient with respect to the values themselves. */

import type { CheckedScenario, Latent } from "../language/checked.ts";
import type { Span } from "../language/source.ts";
import { stack, sum } from "../tensor/build.ts";
import type { Output } from "../tensor/node.ts";
import { optimise } from "../tensor/passes/optimise.ts";
import { gradientOf } from "./gradient-of.ts";
import { importCalls, netsOf, writeOutDerivatives } from "./import-boxes.ts";
import { startRunnable } from "./instantiate.ts";
import { bindValues, type Layout } from "./layout.ts";
import { calledBoxes, disposeBoxes, openBoxes } from "./open-boxes.ts";
import { makeRunnable } from "./plan.ts";
import { termsOf } from "./terms.ts";

export interface TermDensity {
  readonly kind: "prior" | "likelihood";
  readonly span: Span;
  readonly statement: string;
  readonly logDensity: number;
}

export interface PointDensity {
  readonly logPrior: number;
  readonly logLikelihood: number;
  readonly terms: readonly TermDensity[];
  /** Of their sum, in the order of the latent vector; absent when a box grants no gradients. */
  readonly gradient?: Float64Array;
}

/** Compiled once, to be asked at many points; `dispose` it in the end. */
export interface PointDensities {
  /** @param latents constrained values, [layout.valueCount] */
  at(latents: Float64Array): Promise<PointDensity>;
  dispose(): void;
}

/** The log density at one point: `openDensities` with its arguments, asked once. */
export async function densityAt(
  scenario: CheckedScenario,
  layout: Layout,
  latents: Float64Array,
  withGradient: boolean,
  fixed?: ReadonlySet<Latent>,
): Promise<PointDensity> {
  const densities = await openDensities(scenario, layout, withGradient, fixed);
  try {
    return await densities.at(latents);
  } finally {
    densities.dispose();
  }
}

/**
 * @param withGradient false where access grants no gradients
 * @param fixed discrete latents to take at their values at each point; the others are summed out
 */
export async function openDensities(
  scenario: CheckedScenario,
  layout: Layout,
  withGradient: boolean,
  fixed: ReadonlySet<Latent> = new Set(),
): Promise<PointDensities> {
  const binding = bindValues(layout);
  const terms = termsOf(scenario, layout, binding, fixed);
  const written = writeOutDerivatives(
    terms.map((term) => sum(term.node)),
    netsOf(scenario),
  );
  const moved = binding.bound.filter(({ slot }) => !slot.latent.prior.distribution.discrete);
  // As in `plan.ts`: stable forms must be in place before they are differentiated.
  const first = optimise({
    buffers: { latents: layout.valueCount, terms: terms.length, inputs: layout.valueCount },
    outputs: [
      { buffer: "terms", offset: 0, node: stack(written) },
      ...moved.map(({ slot, input }) => ({ buffer: "inputs", offset: slot.valueOffset, node: input })),
    ],
  });
  const [sums, ...inputs] = first.outputs.map((output) => output.node);
  const outputs: Output[] = [{ buffer: "terms", offset: 0, node: sums }];
  if (withGradient) {
    gradientOf(sum(sums), inputs).forEach((node, i) => {
      outputs.push({ buffer: "gradient", offset: moved[i].slot.valueOffset, node });
    });
  }
  const nodes = importCalls(
    outputs.map((output) => output.node),
    netsOf(scenario),
  );
  const buffers: Record<string, number> = { latents: layout.valueCount, terms: terms.length };
  if (withGradient) buffers.gradient = layout.valueCount;
  const runnable = makeRunnable(
    optimise({ buffers, outputs: outputs.map((output, i) => ({ ...output, node: nodes[i] })) }),
  );
  const boxes = await openBoxes(scenario, calledBoxes([runnable]));
  const running = startRunnable(runnable, boxes);
  return {
    at: async (latents) => {
      const values = new Float64Array(terms.length);
      const gradient = new Float64Array(layout.valueCount);
      const buffersByName: Readonly<Record<string, Float64Array>> = { latents, terms: values, gradient };
      await running.run(
        1,
        running.names.map((name) => buffersByName[name]),
      );
      const total = (kind: "prior" | "likelihood") =>
        terms.reduce((all, term, i) => (term.kind === kind ? all + values[i] : all), 0);
      return {
        logPrior: total("prior"),
        logLikelihood: total("likelihood"),
        terms: terms.map(({ kind, span, statement }, i) => ({ kind, span, statement, logDensity: values[i] })),
        gradient: withGradient ? gradient : undefined,
      };
    },
    dispose: () => disposeBoxes(boxes),
  };
}
