/** Runs the chains of any Markov chain method in one scheduler: start, warm-up, draws, events. */
import { CounterRandom } from "../counter-random.ts";
import type { Ask, ChainSummary, DrawStatistics, Kernel, Problem, RunEvent, Target, Wants } from "../kernel.ts";
import type { Point } from "../point.ts";
import type { Random } from "../random.ts";
import { Lane, Scheduler } from "../scheduler.ts";
import { findStart } from "../start.ts";
import { Pace } from "./pace.ts";

/** A kernel with what tunes it; one for each chain. */
export interface Sampler<Info> {
  readonly wants: Wants;
  readonly kernel: Kernel<Point, Info>;
  /** Runs before warm-up and whenever `learn` returned true; its number goes to `prepared`. */
  prepare?(state: Point, random: Random): Ask<number>;
  prepared?(value: number): void;
  /** After each warm-up iteration, counted from 0. */
  learn(iteration: number, state: Point, info: Info): boolean;
  /** When warm-up ends. */
  freeze(): void;
  /** What is reported with a draw. */
  statistics(info: Info): DrawStatistics;
}

export interface Plan<Info> {
  readonly warmup: number;
  readonly draws: number;
  sampler(target: Target): Sampler<Info>;
}

interface Stepped<Info> {
  readonly state: Point;
  readonly info: Info;
}

/** Events at which the queue is handed over even when the clock is not due. */
const QUEUE = 512;

/** One chain: finds its start, prepares, steps, and queues what it has to say. */
class Chain<Info> extends Lane<Point | number | Stepped<Info>> {
  readonly temperature: Float64Array;
  seconds = 0;
  /** Draws made. */
  drawn = 0;
  private readonly sampler: Sampler<Info>;
  private readonly target: Target;
  private readonly random: CounterRandom;
  private state: Point | undefined;
  private unprepared: boolean;
  private iteration = 0;
  private divergences = 0;
  private last: DrawStatistics = {};
  private readonly pace = new Pace();
  private readonly began = performance.now();

  constructor(
    private readonly problem: Problem,
    private readonly plan: Plan<Info>,
    readonly chain: number,
    private readonly start: Float64Array | undefined,
    private readonly events: RunEvent[],
  ) {
    super();
    const { dimension, partCount, partOf, discrete } = problem.density;
    this.temperature = new Float64Array(partCount).fill(1);
    this.target = { dimension, partCount, partOf, discrete, temperature: this.temperature };
    this.sampler = plan.sampler(this.target);
    this.unprepared = this.sampler.prepare !== undefined;
    this.random = new CounterRandom(problem.seed, chain);
    if (plan.warmup === 0) this.sampler.freeze();
  }

  /** Steps of the generator: 0 the start, then by turns preparation and transition of each iteration. */
  begin(): Ask<Point | number | Stepped<Info>> | undefined {
    const { sampler, state, random, iteration, plan } = this;
    if (state === undefined) {
      random.seek(0);
      return findStart(this.target, sampler.wants, this.chain, this.start, random, this.problem.priorDraw);
    }
    if (iteration === plan.warmup + plan.draws) return undefined;
    if (this.unprepared && sampler.prepare !== undefined) {
      random.seek(2 * iteration + 1);
      return sampler.prepare(state, random);
    }
    random.seek(2 * iteration + 2);
    return sampler.kernel.step(state, random);
  }

  end(result: Point | number | Stepped<Info>): void {
    if (typeof result === "number") {
      this.unprepared = false;
      this.sampler.prepared?.(result);
    } else if ("info" in result) {
      this.stepped(result);
    } else {
      this.state = result;
    }
  }

  private stepped({ state, info }: Stepped<Info>): void {
    const { sampler, plan } = this;
    this.state = state;
    const iteration = this.iteration++;
    if (iteration < plan.warmup) {
      this.unprepared = sampler.learn(iteration, state, info) && sampler.prepare !== undefined;
      if (this.iteration === plan.warmup) sampler.freeze();
    } else {
      this.last = sampler.statistics(info);
      this.divergences += this.last.divergent ?? 0;
      this.events.push({
        kind: "draw",
        draw: {
          chain: this.chain,
          index: this.drawn++,
          position: state.position.slice(),
          logDensity: state.logDensity,
          statistics: this.last,
        },
      });
    }
    const finished = this.iteration === plan.warmup + plan.draws;
    if (finished) this.seconds = (performance.now() - this.began) / 1000;
    if (finished || this.pace.due()) this.report(sampler.statistics(info));
  }

  private report(statistics: DrawStatistics): void {
    const { warmup, draws } = this.plan;
    this.pace.speak();
    this.events.push({
      kind: "progress",
      chain: this.chain,
      phase: this.iteration < warmup ? "warmup" : "sampling",
      done: this.iteration / (warmup + draws),
      statistics: { ...statistics, divergences: this.divergences },
    });
  }

  summary(queries: number, stopped: Scheduler["stopped"]): RunEvent {
    const complete = this.drawn === this.plan.draws;
    const summary: ChainSummary = {
      seconds: this.seconds || (performance.now() - this.began) / 1000,
      queries,
      evaluations: this.evaluations,
      stopped: complete ? undefined : stopped,
      statistics: { divergences: this.divergences, step_size: this.last.step_size ?? Number.NaN },
    };
    return { kind: "end", chain: this.chain, complete, summary };
  }
}

/**
 * Runs the named chains side by side. Draws come in order within a chain and do not depend on which chains share a call.
 * Queries to black boxes are shared out by the evaluations of each chain. Throws StartNotFound.
 */
export async function* runChains<Info>(
  problem: Problem,
  plan: Plan<Info>,
  chains: readonly number[],
): AsyncGenerator<RunEvent> {
  const { density, starts } = problem;
  const scheduler = new Scheduler(density, problem.cancelled);
  const pace = new Pace();
  const queriesBefore = density.queries();
  const events: RunEvent[] = [];
  const lanes = chains.map((chain) => {
    const start = starts === undefined || starts.length === 0 ? undefined : starts[chain % starts.length];
    return new Chain(problem, plan, chain, start, events);
  });
  for (const lane of lanes) scheduler.add(lane);

  const pause = (): boolean => events.length >= QUEUE || pace.due();
  while (!scheduler.idle && scheduler.stopped === undefined) {
    await scheduler.run(pause);
    pace.speak();
    for (const event of events) yield event;
    events.length = 0;
    await pace.breathe();
  }

  const queries = density.queries() - queriesBefore;
  const evaluations = lanes.reduce((sum, lane) => sum + lane.evaluations, 0);
  let before = 0;
  let shared = 0;
  for (const lane of lanes) {
    before += lane.evaluations;
    const upTo = evaluations === 0 ? 0 : Math.round((queries * before) / evaluations);
    yield lane.summary(upTo - shared, scheduler.stopped);
    shared = upTo;
  }
}
