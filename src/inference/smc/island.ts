/**
 * One island of tempered sequential Monte Carlo (Del Moral, Doucet & Jasra 2006; adaptive as in Jasra et al. 2011, Buchholz et al. 2021).
 *
 * Particles start as prior draws. A stage raises the temperature until the weights exp(step * log likelihood) leave a fraction
 * `ess` of the particles effective, adds the log mean weight to the evidence, resamples, and moves the particles by a kernel that
 * keeps the tempered posterior. Parts that share no term are problems of their own, run in lockstep in the same lanes: each has its
 * temperature, weights, families and acceptance; one that has arrived at 1 keeps moving there at no cost.
 * Moves go on for at least `steps` rounds and until the particles have forgotten the stage's beginning (mean correlation below
 * `correlation` in every part), at most 20 * `steps`. The last stage moves at temperature 1, so that its draws are distinct.
 */
import { Pace } from "../algorithms/pace.ts";
import { CounterRandom } from "../counter-random.ts";
import type { Construction, Draw, Problem, RunEvent, Target } from "../kernel.ts";
import { newPoint } from "../point.ts";
import { Scheduler } from "../scheduler.ts";
import { StartNotFound } from "../start.ts";
import { Decorrelation } from "./decorrelation.ts";
import type { Move, Mover } from "./moves.ts";
import { Population } from "./population.ts";
import { systematic } from "./resampling.ts";
import { temper } from "./tempering.ts";
import { type Job, Worker } from "./workforce.ts";

export interface IslandOptions {
  readonly particles: number;
  /** Fraction of the particles that stays effective at each step of the temperature, in (0, 1). */
  readonly ess: number;
  /** Mean correlation with the stage's beginning below which moves may end. */
  readonly correlation: number;
  /** Fewest rounds of moves in a stage. */
  readonly steps: number;
  readonly move: Move;
  readonly moveOptions: Construction["options"];
}

/** Most rounds of moves in a stage, in units of `steps`. */
const PATIENCE = 20;
/** Lanes that work side by side on a synchronous density: their buffers fit in the cache. */
const SYNCHRONOUS_LANES = 64;
/** Lanes of the islands' own random numbers lie above those of all particles. */
const ISLAND_LANES = 2 ** 40;

export class Island {
  private readonly target: Target;
  private readonly scheduler: Scheduler;
  private readonly population: Population;
  private readonly workers: Worker[] = [];
  private readonly job: Job;
  private readonly mover: Mover;
  private readonly decorrelation: Decorrelation;
  private readonly random: CounterRandom;
  private readonly acceptance: Float64Array;
  private readonly logEvidence: Float64Array;
  private readonly pace = new Pace();
  private readonly began = performance.now();
  private readonly queriesBefore: number;
  private stage = 0;
  private moves = 0;
  private correlation = 1;

  constructor(
    private readonly problem: Problem,
    private readonly options: IslandOptions,
    private readonly island: number,
    priorDraw: NonNullable<Problem["priorDraw"]>,
  ) {
    const { density, seed } = problem;
    const { dimension, partCount, partOf, discrete } = density;
    const size = options.particles;
    const target = { dimension, partCount, partOf, discrete, temperature: new Float64Array(partCount) };
    this.target = target;
    this.scheduler = new Scheduler(density, problem.cancelled);
    this.population = new Population(size, target);
    this.mover = options.move.open(target, options.moveOptions);
    this.decorrelation = new Decorrelation(target, size);
    this.random = new CounterRandom(seed, ISLAND_LANES + island);
    this.acceptance = new Float64Array(partCount);
    this.logEvidence = new Float64Array(partCount);
    this.queriesBefore = density.queries();
    const firstLane = island * size;
    this.job = { todo: "evaluate", step: 0, next: 0, acceptance: new Float64Array(size * partCount), firstLane };
    this.drawFromPrior(priorDraw);
  }

  private drawFromPrior(priorDraw: NonNullable<Problem["priorDraw"]>): void {
    const { population, target } = this;
    const random = new CounterRandom(this.problem.seed, 0);
    const point = newPoint(target);
    for (let i = 0; i < population.size; i++) {
      random.enter(this.job.firstLane + i);
      priorDraw(random, point.position);
      population.store(i, point);
    }
  }

  /** Runs to temperature 1 and yields all particles as draws; stopped before that, it yields none. */
  async *run(): AsyncGenerator<RunEvent> {
    await this.work("evaluate");
    while (this.temperature() < 1 && !this.stopped()) {
      this.reweight();
      this.mover.fit(this.population.positions, this.population.size);
      // Gradients are of the tempered density, which has changed.
      if (this.options.move.needsGradient) await this.work("evaluate");
      yield* this.rejuvenate();
    }
    if (!this.stopped()) yield* this.draws();
    yield this.progress();
    yield this.summary();
  }

  private stopped(): boolean {
    return this.scheduler.stopped !== undefined;
  }

  /** The smallest of the parts. */
  private temperature(): number {
    return this.target.temperature.reduce((a, b) => Math.min(a, b), 1);
  }

  /** Everyone does one thing, in one batch. */
  private async work(todo: "evaluate" | "move"): Promise<void> {
    const { job, workers, scheduler, population } = this;
    job.todo = todo;
    job.step = this.moves;
    job.next = 0;
    const lanes = scheduler.asynchronous ? population.size : Math.min(population.size, SYNCHRONOUS_LANES);
    while (workers.length < lanes) workers.push(this.newWorker());
    for (const worker of workers) scheduler.add(worker);
    const pending = scheduler.run();
    if (pending instanceof Promise) await pending;
  }

  private newWorker(): Worker {
    const { target, population, job, options, problem } = this;
    const wants = options.move.needsGradient ? "gradient" : "value";
    return new Worker(target, wants, population, job, this.mover.kernel(), new CounterRandom(problem.seed, 0));
  }

  /** Raises the temperature of each part, weighs its particles and resamples them. */
  private reweight(): void {
    const { population, target } = this;
    const logLikelihood = new Float64Array(population.size);
    const weights = new Float64Array(population.size);
    const ancestors = new Int32Array(population.size);
    this.random.seek(this.stage++);
    for (let p = 0; p < target.partCount; p++) {
      const uniform = this.random.uniform();
      if (target.temperature[p] === 1) continue;
      population.logLikelihoods(p, logLikelihood);
      const increment = temper(logLikelihood, target.temperature[p], this.options.ess, weights);
      if (increment === undefined) this.noStart(p);
      target.temperature[p] = increment.temperature;
      this.logEvidence[p] += increment.logEvidence;
      systematic(weights, uniform, ancestors);
      population.resample(p, ancestors);
    }
  }

  private noStart(part: number): never {
    const { partCount } = this.target;
    const where = partCount > 1 ? ` for part ${part} of ${partCount}` : "";
    const message = `no draw from the prior has a positive, finite likelihood${where}`;
    const { positions, size } = this.population;
    const last = positions.slice((size - 1) * this.target.dimension);
    throw new StartNotFound(this.island, last, { recoverable: true, message }, size);
  }

  /** Moves all particles until they have forgotten where they stood. */
  private async *rejuvenate(): AsyncGenerator<RunEvent> {
    const { population, decorrelation, options, acceptance } = this;
    decorrelation.remember(population.positions);
    for (let round = 1; round <= PATIENCE * options.steps; round++) {
      this.moves++;
      await this.work("move");
      if (this.stopped()) return;
      this.averageAcceptance();
      this.mover.adapt(acceptance);
      if (this.pace.due()) {
        this.pace.speak();
        yield this.progress();
        await this.pace.breathe();
      }
      if (round < options.steps) continue;
      this.correlation = decorrelation.correlation(population.positions);
      if (this.correlation < options.correlation) return;
    }
  }

  private averageAcceptance(): void {
    const { acceptance, job } = this;
    const partCount = acceptance.length;
    acceptance.fill(0);
    for (let k = 0, p = 0; k < job.acceptance.length; k++, p = p + 1 === partCount ? 0 : p + 1)
      acceptance[p] += job.acceptance[k];
    for (let p = 0; p < partCount; p++) acceptance[p] /= this.population.size;
  }

  private *draws(): Generator<RunEvent> {
    const { population, target } = this;
    const { partCount } = target;
    const statistics = { temperature: 1 };
    const point = newPoint(target);
    for (let i = 0; i < population.size; i++) {
      population.load(i, point);
      const { position, logDensity } = point;
      const families = population.families.slice(i * partCount, (i + 1) * partCount);
      const draw: Draw = { chain: this.island, index: i, position: position.slice(), logDensity, statistics, families };
      yield { kind: "draw", draw };
    }
  }

  private statistics(): Record<string, number> {
    const { acceptance } = this;
    return {
      temperature: this.temperature(),
      stage: this.stage,
      moves: this.moves,
      acceptance: acceptance.reduce((a, b) => a + b, 0) / acceptance.length,
      correlation: this.correlation,
    };
  }

  private progress(): RunEvent {
    const done = this.temperature();
    return { kind: "progress", chain: this.island, phase: "tempering", done, statistics: this.statistics() };
  }

  private summary(): RunEvent {
    const complete = !this.stopped();
    let evaluations = 0;
    for (const worker of this.workers) evaluations += worker.evaluations;
    return {
      kind: "end",
      chain: this.island,
      complete,
      summary: {
        seconds: (performance.now() - this.began) / 1000,
        queries: this.problem.density.queries() - this.queriesBefore,
        evaluations,
        logEvidence: complete ? this.logEvidence : undefined,
        ancestors: this.population.ancestors(),
        stages: this.stage,
        stopped: this.scheduler.stopped,
        statistics: this.statistics(),
      },
    };
  }
}
