/** One step of an `infer` on WebPPL: the printed program is run, and its records become draws like those of any algorithm. */
import { importCalls, netsOf } from "../../density/import-boxes.ts";
import { startRunnable } from "../../density/instantiate.ts";
import { type Layout, unconstrainedNodes } from "../../density/layout.ts";
import { type OutputFunction, planTargetsOfValues, startOutputs } from "../../density/outputs.ts";
import { makeRunnable } from "../../density/plan.ts";
import { inferCall, isEnumerable, methodOf, usesGradients } from "../../emit/webppl/infer.ts";
import { emitWebppl } from "../../emit/webppl.ts";
import { webppl as algorithm } from "../../inference/algorithms/webppl.ts";
import { CounterRandom } from "../../inference/counter-random.ts";
import type { ChainSummary, Construction } from "../../inference/kernel.ts";
import { numberOption } from "../../inference/options.ts";
import { fail, type Place } from "../../language/diagnostics/make.ts";
import { endlessEnumeration, webpplFailed, webpplMissing } from "../../language/diagnostics/webppl.ts";
import type { Nested } from "../../tensor/nested.ts";
import { optimise } from "../../tensor/passes/optimise.ts";
import type { ChainDraws, StepResult } from "../collect.ts";
import type { InferOptions, Prepared } from "../infer.ts";
import {
  CompiledWebppl,
  loadWebppl,
  SWEEP_CALLBACKS,
  WebpplCancelled,
  WebpplFailed,
  type WebpplResult,
  type WebpplValue,
} from "./package.ts";

/** Random numbers of what is drawn here: which of the enumerated values, and missing data. */
const outputLanes = 2 ** 51;

/**
 * @param place of the algorithm's name, for messages
 * @param isLast whether its draws are those of the run, or only starts
 * @throws DiagnosticError without the package, for what cannot be printed, and where WebPPL ends with an error
 */
export async function runWebppl(
  prepared: Prepared,
  step: Construction,
  place: Place,
  isLast: boolean,
  options: InferOptions,
): Promise<StepResult> {
  const { scenario } = prepared;
  const specs = algorithm.options;
  const method = methodOf(specs, step.options);
  if (method === "enumerate") refuseEndless(prepared, place);
  const text = emitWebppl(scenario, {
    returns: "latents",
    infer: inferCall(specs, step.options, SWEEP_CALLBACKS),
    elementwise: usesGradients(specs, step.options),
  });
  const webppl = await loadWebppl();
  if (webppl === undefined) return fail(webpplMissing(place));
  const cancelled = () => Atomics.load(options.cancel, 0) !== 0;
  const draws = new Draws(prepared, isLast ? options : { ...options, onDraw: undefined });
  const chains: ChainDraws[] = [];
  try {
    const program = new CompiledWebppl(webppl, text);
    const burn = numberOption(specs, step.options, "burn");
    const all = burn + numberOption(specs, step.options, "samples") * (1 + numberOption(specs, step.options, "lag"));
    for (let chain = 0; chain < algorithm.chains(step.options); chain++) {
      const begun = performance.now();
      const onSweep = (done: number) => {
        if (done % 100 === 0) tellProgress(options, chain, done, burn, all);
      };
      const result = await program.run({ seed: options.seed + chain, cancelled, onSweep });
      const seconds = (performance.now() - begun) / 1000;
      const count = numberOption(specs, step.options, "samples");
      chains.push(await draws.of(chain, result, method === "enumerate" ? count : undefined, seconds));
      options.onProgress?.({ kind: "end", chain, complete: true, summary: summaryOf(result, seconds) });
    }
  } catch (problem) {
    if (problem instanceof WebpplFailed) return fail(webpplFailed(place, problem.message));
    if (!(problem instanceof WebpplCancelled)) throw problem;
    const stopped: ChainSummary = { seconds: 0, queries: 0, evaluations: 0, stopped: "cancelled", statistics: {} };
    chains.push({ ...draws.empty(chains.length), summary: stopped, complete: false });
  }
  return { chains, queries: new Map() };
}

function tellProgress(options: InferOptions, chain: number, done: number, burn: number, all: number): void {
  const phase = done <= burn ? "warmup" : "sampling";
  options.onProgress?.({ kind: "progress", chain, phase, done: done / all, statistics: {} });
}

function summaryOf({ normalizationConstant }: WebpplResult, seconds: number): ChainSummary {
  const evidence = normalizationConstant === undefined ? {} : { logEvidence: Float64Array.of(normalizationConstant) };
  return { seconds, queries: 0, evaluations: 0, statistics: {}, ...evidence };
}

/** Enumeration goes through every combination of values: there must be finitely many. */
function refuseEndless({ scenario }: Prepared, place: Place): void {
  const endless = scenario.latents.find((latent) => !isEnumerable(latent));
  if (endless !== undefined) fail(endlessEnumeration(place, endless.name));
}

/** Turns records of latents into draws of the targets. */
class Draws {
  private readonly layout: Layout;
  private readonly outputsOf: OutputFunction;
  private readonly unconstrain: (latents: Float64Array) => Float64Array;

  constructor(
    private readonly prepared: Prepared,
    private readonly options: InferOptions,
  ) {
    this.layout = prepared.layout;
    const plan = planTargetsOfValues(prepared.scenario, this.layout);
    this.outputsOf = startOutputs({ ...plan, outcomes: prepared.outputs.outcomes }, new Map());
    this.unconstrain = startUnconstrain(prepared);
  }

  empty(chain: number): ChainDraws {
    const probabilities = this.prepared.outputs.outcomes.map(({ values }) => new Float64Array(values.length));
    const none = { targets: [], statistics: {}, logDensities: [], positions: [], families: [] };
    return { chain, probabilities, ...none, complete: true };
  }

  /** @param count how many to draw of what was enumerated; undefined where there are samples */
  async of(chain: number, result: WebpplResult, count: number | undefined, seconds: number): Promise<ChainDraws> {
    const draws = { ...this.empty(chain), summary: summaryOf(result, seconds) };
    const random = new CounterRandom(this.options.seed, outputLanes + chain);
    const samples = count === undefined ? (result.samples ?? []) : enumerated(result, count, random);
    for (const [i, { value, score }] of samples.entries()) {
      const latents = this.latentsOf(value);
      const targets = new Float64Array(this.prepared.outputs.targetCount);
      random.seek(samples.length + i);
      await this.outputsOf(latents, { targets, values: latents, probabilities: draws.probabilities }, random);
      draws.targets.push(targets);
      draws.logDensities.push(score);
      draws.positions.push(this.unconstrain(latents));
      this.options.onDraw?.(chain, targets, { log_density: score });
    }
    return draws;
  }

  private latentsOf(value: WebpplValue): Float64Array {
    const latents = new Float64Array(this.layout.valueCount);
    for (const { latent, valueOffset } of this.layout.slots) latents.set(flat(value[latent.name]), valueOffset);
    return latents;
  }
}

/** Values of an exact posterior, drawn by their probabilities. */
function enumerated(result: WebpplResult, count: number, random: CounterRandom) {
  const values = result.support().map((value) => ({ value, score: result.score(value) }));
  return Array.from({ length: count }, (_, i) => {
    random.seek(i);
    let rest = random.uniform();
    for (const each of values) {
      rest -= Math.exp(each.score);
      if (rest <= 0) return each;
    }
    return values[values.length - 1];
  });
}

function flat(value: Nested): number[] {
  return typeof value === "number" ? [value] : value.flatMap(flat);
}

/** The unconstrained positions of latents, to start a following algorithm. */
function startUnconstrain({ scenario, layout }: Prepared): (latents: Float64Array) => Float64Array {
  const places = unconstrainedNodes(layout);
  const nodes = importCalls(
    places.map(({ node }) => node),
    netsOf(scenario),
  );
  const outputs = places.map(({ offset }, i) => ({ buffer: "position", offset, node: nodes[i] }));
  const buffers = { latents: layout.valueCount, position: layout.dimension };
  const running = startRunnable(makeRunnable(optimise({ buffers, outputs })), new Map());
  return (latents) => {
    const position = new Float64Array(layout.dimension);
    running.run(
      1,
      running.names.map((name) => (name === "latents" ? latents : position)),
    );
    return position;
  };
}
