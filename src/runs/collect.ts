/** From the events of a job to draws: positions, targets, statistics, queries. */
import type { OutputFunction, OutputPlan } from "../density/outputs.ts";
import { CounterRandom } from "../inference/counter-random.ts";
import type { ChainSummary } from "../inference/kernel.ts";
import type { DrawBlock, JobEvent } from "../workers/messages.ts";
import type { InferOptions, Prepared } from "./infer.ts";
import { addCounts, type Counts, times } from "./query-counts.ts";

/** The draws of one chain (island): [draw] arrays, one row of `targets` a draw. */
export interface ChainDraws {
  readonly chain: number;
  readonly targets: Float64Array[];
  readonly statistics: Record<string, number[]>;
  readonly logDensities: number[];
  /** Unconstrained positions, to start a following algorithm. */
  readonly positions: Float64Array[];
  /** SMC: the first ancestors of each part, one array a draw. */
  readonly families: ArrayLike<number>[];
  /** For each outcome of the targets, the sums over the draws of the probabilities of its values. */
  readonly probabilities: readonly Float64Array[];
  summary?: ChainSummary;
  complete: boolean;
}

/** What one step of an `infer` came to. */
export interface StepResult {
  readonly chains: readonly ChainDraws[];
  readonly queries: Counts;
  /** Of an optimiser: where each start began, unconstrained. */
  readonly begins?: readonly Float64Array[];
}

/** Random numbers of what is drawn given a position: keyed by chain and draw, whoever ran the chain. */
const outputLanes = 2 ** 50;

function newChain(chain: number, { outcomes }: OutputPlan): ChainDraws {
  const probabilities = outcomes.map(({ values }) => new Float64Array(values.length));
  const none = { targets: [], statistics: {}, logDensities: [], positions: [], families: [] };
  return { chain, probabilities, ...none, complete: false };
}

/** @param outputsOf absent for a step whose draws are only starts: its targets are not asked for */
export async function collect(
  prepared: Prepared,
  count: number,
  events: AsyncIterable<JobEvent>,
  outputsOf: OutputFunction | undefined,
  options: InferOptions,
): Promise<StepResult> {
  const chains = Array.from({ length: count }, (_, chain) => newChain(chain, prepared.outputs));
  let queries: Counts = new Map();
  for await (const event of events) {
    if (event.kind === "draws") {
      const chain = chains[event.block.chain];
      if (outputsOf === undefined) keepStarts(prepared, chain, event.block);
      else await keep(prepared, chain, event.block, outputsOf, options);
    } else if (event.kind === "queries") queries = addCounts(queries, event.byBox);
    else if (event.kind === "progress") options.onProgress?.(event.event);
    else {
      chains[event.chain].summary = event.summary;
      chains[event.chain].complete = event.complete;
      options.onProgress?.(event);
    }
  }
  const draws = chains.reduce((sum, chain) => sum + chain.targets.length, 0);
  return { chains, queries: addCounts(queries, times(prepared.targetRows, draws)) };
}

/** Of a step whose draws are only starts. */
function keepStarts(prepared: Prepared, chain: ChainDraws, block: DrawBlock): void {
  keepPositions(prepared, chain, block);
  for (const logDensity of block.logDensities) chain.logDensities.push(logDensity);
}

function keepPositions({ layout }: Prepared, chain: ChainDraws, block: DrawBlock): void {
  for (let i = 0; i < block.count; i++) {
    chain.positions.push(block.positions.subarray(i * layout.dimension, (i + 1) * layout.dimension));
  }
}

async function keep(
  prepared: Prepared,
  chain: ChainDraws,
  block: DrawBlock,
  outputsOf: OutputFunction,
  options: InferOptions,
): Promise<void> {
  const first = chain.positions.length;
  keepPositions(prepared, chain, block);
  const values = new Float64Array(prepared.outputs.valueCount);
  const names = Object.keys(block.statistics);
  const random = new CounterRandom(options.seed, outputLanes + chain.chain);
  for (let i = 0; i < block.count; i++) {
    const targets = new Float64Array(prepared.outputs.targetCount);
    random.seek(first + i);
    await outputsOf(chain.positions[first + i], { targets, values, probabilities: chain.probabilities }, random);
    const statistics: Record<string, number> = {};
    for (const name of names) {
      statistics[name] = block.statistics[name][i];
      chain.statistics[name] ??= [];
      chain.statistics[name].push(statistics[name]);
    }
    chain.targets.push(targets);
    if (block.families !== undefined) chain.families.push(block.families[i]);
    chain.logDensities.push(block.logDensities[i]);
    options.onDraw?.(chain.chain, targets, { log_density: block.logDensities[i], ...statistics });
  }
}
