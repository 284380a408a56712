/** The log density at constrained values: each statement's share, and the gradient with respect to the values themselves. */
import { stack, sum } from "../tensor/build.ts";
import { differentiate } from "../tensor/differentiate.ts";
import type { CheckedScenario } from "../language/checked.ts";
import type { Span } from "../language/source.ts";
import type { Output } from "../tensor/node.ts";
import { optimise } from "../tensor/passes/optimise.ts";
import { importCalls } from "./import-boxes.ts";
import { startRunnable } from "./instantiate.ts";
import { bindValues, type Layout } from "./layout.ts";
import { calledBoxes, openBoxes } from "./open-boxes.ts";
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

/**
 * @param latents constrained values, [layout.valueCount]
 * @param withGradient false where access grants no gradients
 */
export async function densityAt(scenario: CheckedScenario, layout: Layout, latents: Float64Array, withGradient: boolean): Promise<PointDensity> {
  const binding = bindValues(layout);
  const terms = termsOf(scenario, layout, binding);
  const sums = terms.map((term) => sum(term.node));
  const outputs: Output[] = [{ buffer: "terms", offset: 0, node: stack(sums) }];
  if (withGradient) {
    const total = sum(stack(sums));
    differentiate(total, binding.inputs).forEach((node, i) => {
      outputs.push({ buffer: "gradient", offset: layout.slots[i].valueOffset, node });
    });
  }
  const importable = new Map([...scenario.boxes].filter(([, box]) => box.model.importInto !== undefined));
  const nodes = importCalls(outputs.map((output) => output.node), importable);
  const buffers: Record<string, number> = { latents: layout.valueCount, terms: terms.length };
  if (withGradient) buffers.gradient = layout.valueCount;
  const runnable = makeRunnable(optimise({ buffers, outputs: outputs.map((output, i) => ({ ...output, node: nodes[i] })) }));
  const boxes = await openBoxes(scenario, calledBoxes([runnable]), null);
  const running = startRunnable(runnable, boxes);
  const values = new Float64Array(terms.length);
  const gradient = new Float64Array(layout.valueCount);
  const buffersByName: Readonly<Record<string, Float64Array>> = { latents, terms: values, gradient };
  await running.run(1, running.names.map((name) => buffersByName[name]));
  for (const box of boxes.values()) box.dispose();
  const total = (kind: "prior" | "likelihood") => terms.reduce((all, term, i) => (term.kind === kind ? all + values[i] : all), 0);
  return {
    logPrior: total("prior"),
    logLikelihood: total("likelihood"),
    terms: terms.map(({ kind, span, statement }, i) => ({ kind, span, statement, logDensity: values[i] })),
    gradient: withGradient ? gradient : undefined,
  };
}
