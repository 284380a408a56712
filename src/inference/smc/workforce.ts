/**
 * The lanes that work on the particles of an island. Each lane takes one particle after the other from a shared list, so that
 * a few kernels with their buffers serve all particles and stay in the cache; with an asynchronous density there are as many lanes as
 * particles, and each job is one large batch. Results do not depend on which lane did what.
 */
import type { CounterRandom } from "../counter-random.ts";
import type { Ask, Kernel, Query, Target, Wants } from "../kernel.ts";
import type { MoveInfo } from "../kernels/move.ts";
import { evaluatePoint, newPoint, newQuery, type Point } from "../point.ts";
import { Lane } from "../scheduler.ts";
import type { Population } from "./population.ts";

type Moved = { readonly state: Point; readonly info: MoveInfo };

/** What is to be done with every particle, and how far it is taken up. */
export interface Job {
  todo: "evaluate" | "move";
  /** Numbers the moves from 1, for the random numbers. */
  step: number;
  next: number;
  /** [particle, part]: acceptance probabilities of the last move. */
  readonly acceptance: Float64Array;
  /** The random-number lane of particle 0. */
  readonly firstLane: number;
}

export class Worker extends Lane<Point | Moved> {
  readonly temperature: Float64Array;
  private readonly point: Point;
  private readonly own: Query;
  private particle = 0;

  constructor(
    target: Target,
    wants: Wants,
    private readonly population: Population,
    private readonly job: Job,
    private readonly kernel: Kernel<Point, MoveInfo>,
    private readonly random: CounterRandom,
  ) {
    super();
    this.temperature = target.temperature;
    this.point = newPoint(target);
    this.own = newQuery(target, wants);
  }

  begin(): Ask<Point | Moved> | undefined {
    const { job, population, point, random } = this;
    if (job.next === population.size) return undefined;
    this.particle = job.next++;
    population.load(this.particle, point);
    if (job.todo === "evaluate") return evaluatePoint(point, this.own);
    random.enter(job.firstLane + this.particle);
    random.seek(job.step);
    return this.kernel.step(point, random);
  }

  end(result: Point | Moved): void {
    this.population.store(this.particle, this.point);
    if (!("info" in result)) return;
    const { acceptance } = result.info;
    const at = this.particle * acceptance.length;
    for (let p = 0; p < acceptance.length; p++) this.job.acceptance[at + p] = acceptance[p];
  }
}
