/** Runs many kernels at once: collects what they ask, evaluates it in one batch, answers and resumes them. */
import { type Ask, type Batch, BudgetExhausted, type Density, type Query, type Wants } from "./kernel.ts";
import { tempered } from "./point.ts";

/** How many rounds pass at most between two looks at `cancelled` and `pause`. */
const ROUNDS_PER_POLL = 64;

/** A chain or particle: a row of computations, each beginning when the one before has ended. */
export abstract class Lane<T> {
  /** [partCount], read at every query. */
  abstract readonly temperature: Float64Array;
  /** Questions answered so far. */
  evaluations = 0;
  /** The scheduler's: the computation under way and what it waits for. */
  ask: Ask<T> | undefined;
  query: Query | undefined;

  /** The next computation, or undefined when there is nothing more to do. */
  abstract begin(): Ask<T> | undefined;
  /** Receives what it returned. */
  abstract end(result: T): void;
}

/** A lane of one computation at a fixed temperature. */
export class SingleLane<T> extends Lane<T> {
  result: T | undefined;
  private started = false;

  constructor(
    private readonly computation: Ask<T>,
    readonly temperature: Float64Array,
  ) {
    super();
  }

  begin(): Ask<T> | undefined {
    if (this.started) return undefined;
    this.started = true;
    return this.computation;
  }

  end(result: T): void {
    this.result = result;
  }
}

/**
 * The lane scheduler. Synchronous as long as the density is; a density that returns a promise makes `run` return one.
 * A NaN or +Infinity from the density becomes -Infinity with a recoverable failure. A spent budget or a cancellation sets
 * `stopped` and leaves all lanes where they were; any other error of the density passes through.
 */
export class Scheduler {
  stopped: "cancelled" | "budget" | undefined;
  /** True once the density has answered with a promise: then large batches pay, otherwise small ones that stay in the cache. */
  asynchronous = false;
  private active: Lane<unknown>[] = [];
  /** The lanes of the batch: the first `batch.lanes` of these. */
  private readonly asked: Lane<unknown>[] = [];
  private turn: Wants = "gradient";
  private stepEnded = false;
  private rounds = 0;
  private batch: Batch;

  constructor(
    private readonly density: Density,
    private readonly cancelled: () => boolean,
  ) {
    this.batch = newBatch(density, 1);
  }

  /** True when no lane has anything left to do. */
  get idle(): boolean {
    return this.active.length === 0;
  }

  /** Begins the lane's computations; they go on in `run`. */
  add<T>(lane: Lane<T>): void {
    const untyped = lane as Lane<unknown>;
    if (this.advance(untyped)) this.active.push(untyped);
  }

  /** Goes on until all lanes are done, the run is stopped, or `pause` (asked between steps) says so. */
  run(pause: () => boolean = never): void | Promise<void> {
    while (this.active.length > 0 && this.stopped === undefined) {
      if (this.due() && (this.isCancelled() || pause())) return;
      this.collect();
      const pending = this.evaluate();
      if (pending !== undefined) return this.runAsynchronously(pending, pause);
      this.answer();
    }
  }

  private async runAsynchronously(first: Promise<void>, pause: () => boolean): Promise<void> {
    let pending: void | Promise<void> = first;
    for (;;) {
      if (pending !== undefined) await pending;
      this.answer();
      if (this.active.length === 0 || this.stopped !== undefined || this.isCancelled() || pause()) return;
      this.collect();
      pending = this.evaluate();
    }
  }

  /** Between steps, and every so many rounds of a long one. */
  private due(): boolean {
    if (!this.stepEnded && ++this.rounds < ROUNDS_PER_POLL) return false;
    this.stepEnded = false;
    this.rounds = 0;
    return true;
  }

  private isCancelled(): boolean {
    if (!this.cancelled()) return false;
    this.stopped = "cancelled";
    return true;
  }

  /** Resumes the lane until it asks again; false when it has ended. */
  private advance(lane: Lane<unknown>): boolean {
    for (;;) {
      if (lane.ask === undefined) {
        lane.ask = lane.begin();
        if (lane.ask === undefined) return false;
      }
      const result = lane.ask.next();
      if (result.done !== true) {
        lane.query = result.value;
        return true;
      }
      lane.ask = undefined;
      lane.end(result.value);
      this.stepEnded = true;
    }
  }

  /** Moves into the batch the lanes that want the same; kinds take turns, so none waits for ever. */
  private collect(): void {
    if (this.gather(this.turn) === 0) {
      this.turn = other(this.turn);
      this.gather(this.turn);
    }
    this.batch.wants = this.turn;
    if (this.batch.lanes < this.active.length) this.turn = other(this.turn);
  }

  private gather(wants: Wants): number {
    const { dimension, partCount } = this.density;
    const { active, asked } = this;
    if (
      this.batch.positions.length < active.length * dimension ||
      this.batch.parts.length < active.length * partCount * 2
    ) {
      this.batch = newBatch(this.density, active.length);
    }
    const { positions, temperatures } = this.batch;
    let lanes = 0;
    for (let k = 0; k < active.length; k++) {
      const lane = active[k];
      const query = lane.query as Query;
      if (query.wants !== wants) continue;
      const position = query.position;
      const at = lanes * dimension;
      for (let i = 0; i < dimension; i++) positions[at + i] = position[i];
      const temperature = lane.temperature;
      const from = lanes * partCount;
      for (let p = 0; p < partCount; p++) temperatures[from + p] = temperature[p];
      asked[lanes++] = lane;
    }
    this.batch.lanes = lanes;
    return lanes;
  }

  private evaluate(): void | Promise<void> {
    try {
      const pending = this.density.evaluate(this.batch);
      if (!(pending instanceof Promise)) return undefined;
      this.asynchronous = true;
      return pending.catch((error: unknown) => this.failed(error));
    } catch (error) {
      this.failed(error);
    }
  }

  private failed(error: unknown): void {
    if (!(error instanceof BudgetExhausted)) throw error;
    this.stopped = "budget";
  }

  /** Hands out the answers and resumes the lanes; those that ended leave. */
  private answer(): void {
    if (this.stopped !== undefined) return;
    const { asked } = this;
    const lanes = this.batch.lanes;
    let ended = false;
    for (let k = 0; k < lanes; k++) {
      const lane = asked[k];
      this.fill(lane.query as Query, k, lane.temperature);
      lane.evaluations++;
      if (!this.advance(lane)) {
        lane.query = undefined;
        ended = true;
      }
    }
    if (ended) this.active = this.active.filter((lane) => lane.query !== undefined);
  }

  private fill(query: Query, k: number, temperature: Float64Array): void {
    const { dimension, partCount } = this.density;
    const { parts, gradients } = this.batch;
    const answer = query.parts;
    let logDensity = 0;
    let logLikelihood = 0;
    query.failure = undefined;
    for (let p = 0, at = 2 * k * partCount; p < partCount; p++, at += 2) {
      let prior = parts[at];
      let likelihood = parts[at + 1];
      // NaN and +Infinity both fail this comparison.
      if (!(prior < Number.POSITIVE_INFINITY && likelihood < Number.POSITIVE_INFINITY)) {
        query.failure = { recoverable: true, message: describe(prior, likelihood, p, partCount) };
        if (!(prior < Number.POSITIVE_INFINITY)) prior = Number.NEGATIVE_INFINITY;
        if (!(likelihood < Number.POSITIVE_INFINITY)) likelihood = Number.NEGATIVE_INFINITY;
      }
      answer[2 * p] = prior;
      answer[2 * p + 1] = likelihood;
      logDensity += tempered(prior, likelihood, temperature[p]);
      logLikelihood += likelihood;
    }
    query.logDensity = logDensity;
    query.logLikelihood = logLikelihood;
    if (query.wants === "gradient") {
      const gradient = query.gradient;
      for (let i = 0, at = k * dimension; i < dimension; i++) gradient[i] = gradients[at + i];
    }
  }
}

function never(): boolean {
  return false;
}

function other(wants: Wants): Wants {
  return wants === "gradient" ? "value" : "gradient";
}

function describe(prior: number, likelihood: number, part: number, partCount: number): string {
  const [name, value] = prior < Number.POSITIVE_INFINITY ? ["likelihood", likelihood] : ["prior", prior];
  return `the log ${name}${partCount > 1 ? ` of part ${part}` : ""} is ${value}`;
}

/** Buffers for so many lanes. */
function newBatch(density: Density, lanes: number): Batch {
  const { dimension, partCount } = density;
  return {
    lanes,
    wants: "value",
    positions: new Float64Array(lanes * dimension),
    temperatures: new Float64Array(lanes * partCount),
    parts: new Float64Array(lanes * partCount * 2),
    gradients: new Float64Array(lanes * dimension),
  };
}
