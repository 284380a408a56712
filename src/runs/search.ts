/** Runs `hinge_search`: opens the box with its budget, asks it, and turns the hinges into the weights of the network that is wanted. */
import { type DenseNet, denseNet } from "../blackbox/tfjs/dense.ts";
import { disposeBoxes, openBoxes } from "../density/open-boxes.ts";
import { hingeSearch } from "../inference/algorithms/hinge-search.ts";
import { NotFinite } from "../inference/hinge-search/asked.ts";
import { type HiddenUnit, outputOf } from "../inference/hinge-search/hidden-layer.ts";
import type { Outcome, Recovered } from "../inference/hinge-search/outcome.ts";
import { searchHinges } from "../inference/hinge-search/search.ts";
import type { Construction } from "../inference/kernel.ts";
import { numberOption } from "../inference/options.ts";
import type { Box, CheckedScenario, Network } from "../language/checked.ts";
import { fail } from "../language/diagnostics/make.ts";
import { modelAnsweredNaN } from "../language/diagnostics/models.ts";
import { boxOf, networkSought } from "../language/seeking.ts";
import { norm } from "../linear/vectors.ts";

/** What a search is about. */
export interface SearchTask {
  readonly box: Box;
  readonly network: Network;
  readonly step: Construction;
}

export interface SearchResult {
  readonly outcome: Outcome;
  readonly found?: FoundNetwork;
  readonly seconds: number;
  /** Rows of the search, and those asked for values afterwards. */
  readonly queries: number;
}

export interface FoundNetwork extends DenseNet {
  /** [parameters] */
  readonly weights: Float64Array;
  /** Present where access grants values: the constant of f came from them. */
  readonly values?: ValueAgreement;
}

/** Values at the fresh points of the search, relative to their root mean square. */
export interface ValueAgreement {
  readonly constant: number;
  readonly worst: number;
}

/** @throws Error where the checker would have refused the scenario */
export function searchTask(scenario: CheckedScenario): SearchTask {
  const [step] = scenario.infers[0].steps;
  const box = boxOf(step, scenario.boxes);
  const network = networkSought(scenario);
  if (box === undefined || network === undefined) throw new Error("a search has a model and a network");
  return { box, network, step };
}

export interface SearchRun {
  readonly seed: number;
  readonly cancelled: () => boolean;
  readonly onProgress?: (hinges: number, queries: number) => void;
}

/** @throws SearchCancelled, BudgetExhausted, and a DiagnosticError where an answer is no number */
export async function runSearch(
  scenario: CheckedScenario,
  { box, network, step }: SearchTask,
  run: SearchRun,
): Promise<SearchResult> {
  const begun = performance.now();
  const open = await openBoxes(scenario, new Set([box.name]), { spent: scenario.answered });
  const asked = open.get(box.name);
  if (asked?.vjp === undefined) throw new Error(`${box.name} has no gradients`);
  const { inputSize, vjp } = asked;
  try {
    const outcome = await searchHinges(
      inputSize,
      async (points, rows) => {
        const gradients = new Float64Array(rows * inputSize);
        await vjp(points, new Float64Array(rows).fill(1), rows, gradients);
        await yieldToSignals();
        return gradients;
      },
      {
        ...run,
        scale: numberOption(hingeSearch.options, step.options, "scale"),
        lines: numberOption(hingeSearch.options, step.options, "lines"),
        fresh: numberOption(hingeSearch.options, step.options, "fresh"),
        width: network.auto === undefined ? network.parameters.parts[1].shape[0] : undefined,
      },
    );
    const { recovered } = outcome;
    const values = recovered && box.access.has("scores") ? await askValues(asked, recovered) : undefined;
    const found = recovered && { ...networkOf(recovered.units, inputSize, values?.constant ?? 0), values };
    return { outcome, found, seconds: (performance.now() - begun) / 1000, queries: asked.queries() };
  } catch (problem) {
    if (!(problem instanceof NotFinite)) throw problem;
    const place = { source: scenario.source, span: box.span };
    return fail(modelAnsweredNaN(place, box.name, "NaN", [...problem.point]));
  } finally {
    disposeBoxes(open);
  }
}

/** Ctrl-C is seen when this thread comes back to its event loop. */
function yieldToSignals(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** The values at the fresh points: their mean difference is the constant, which gradients do not tell. */
async function askValues(
  box: {
    readonly inputSize: number;
    call(inputs: Float64Array, rows: number, outputs: Float64Array): void | Promise<void>;
  },
  { units, fresh }: Recovered,
): Promise<ValueAgreement> {
  const inputs = new Float64Array(fresh.length * box.inputSize);
  fresh.forEach(({ point }, i) => {
    inputs.set(point, i * box.inputSize);
  });
  const outputs = new Float64Array(fresh.length);
  await box.call(inputs, fresh.length, outputs);
  const differences = outputs.map((value, i) => value - outputOf(units, fresh[i].point));
  const constant = differences.reduce((total, x) => total + x, 0) / fresh.length;
  const size = Math.sqrt(outputs.reduce((total, x) => total + x * x, 0) / fresh.length);
  return { constant, worst: Math.max(...differences.map((x) => Math.abs(x - constant))) / size };
}

/** Units in the order of the lengths of their rows, the longest first. */
function networkOf(units: readonly HiddenUnit[], inputs: number, constant: number): FoundNetwork {
  const ordered = [...units].sort((a, b) => norm(b.row) - norm(a.row));
  const width = ordered.length;
  const dense = denseNet([inputs, width, 1], "relu", "linear");
  const [kernel, bias, output, last] = dense.parameters.parts.map((part) => part.offset);
  const weights = new Float64Array(dense.parameters.size);
  ordered.forEach((unit, i) => {
    for (let k = 0; k < inputs; k++) weights[kernel + k * width + i] = unit.row[k];
    weights[bias + i] = unit.bias;
    weights[output + i] = unit.weight;
  });
  weights[last] = constant;
  return { ...dense, weights };
}
