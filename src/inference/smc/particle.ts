/** One SMC particle as a lane: at each call to work it is evaluated anew, or moved once. */
import type { CounterRandom } from "../counter-random.ts";
import type { Ask, Kernel, Target, Wants } from "../kernel.ts";
import type { MoveInfo } from "../kernels/move.ts";
import { evaluatePoint, newQuery, type Point } from "../point.ts";
import { Lane } from "../scheduler.ts";

type Moved = { readonly state: Point; readonly info: MoveInfo };

export class Particle extends Lane<Point | Moved> {
  readonly temperature: Float64Array;
  private todo: "evaluate" | "move" | undefined;
  private step = 0;
  private readonly own;

  /** `acceptance` [partCount] adds up over all particles that share it. */
  constructor(
    target: Target,
    wants: Wants,
    readonly point: Point,
    readonly random: CounterRandom,
    private readonly kernel: Kernel<Point, MoveInfo>,
    private readonly acceptance: Float64Array,
  ) {
    super();
    this.temperature = target.temperature;
    this.own = newQuery(target, wants);
  }

  /** What the next `begin` does; moves are numbered from 1, for the random numbers. */
  assign(todo: "evaluate" | "move", step: number): void {
    this.todo = todo;
    this.step = step;
  }

  begin(): Ask<Point | Moved> | undefined {
    const { todo } = this;
    this.todo = undefined;
    if (todo === undefined) return undefined;
    if (todo === "evaluate") return evaluatePoint(this.point, this.own);
    this.random.seek(this.step);
    return this.kernel.step(this.point, this.random);
  }

  end(result: Point | Moved): void {
    if (!("info" in result)) return;
    const { acceptance } = result.info;
    for (let p = 0; p < acceptance.length; p++) this.acceptance[p] += acceptance[p];
  }
}
