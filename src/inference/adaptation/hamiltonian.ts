/** Warm-up of HMC and NUTS as in Stan: dual averaging throughout, the diagonal metric renewed at the end of each window. */
import type { Ask, Target } from "../kernel.ts";
import type { Hamiltonian } from "../kernels/leapfrog.ts";
import type { Point } from "../point.ts";
import type { Random } from "../random.ts";
import { DualAveraging } from "./dual-averaging.ts";
import { reasonableStepSize } from "./step-size.ts";
import { RunningVariance } from "./welford.ts";
import { type Schedule, warmupSchedule } from "./windows.ts";

export class HamiltonianAdaptation {
  readonly tuning: Hamiltonian;
  private readonly averaging: DualAveraging;
  private readonly variance: RunningVariance;
  private readonly schedule: Schedule;

  /** `warmup` iterations; `delta` is the acceptance aimed at. */
  constructor(
    private readonly target: Target,
    warmup: number,
    delta: number,
  ) {
    this.tuning = { stepSize: 1, inverseMass: new Float64Array(target.dimension).fill(1) };
    this.averaging = new DualAveraging(delta);
    this.variance = new RunningVariance(target.dimension);
    this.schedule = warmupSchedule(warmup);
  }

  /** Finds a step size to begin with: at the start, and whenever `learn` says so. */
  prepare(state: Point, random: Random): Ask<number> {
    return reasonableStepSize(state, this.target, this.tuning, random);
  }

  /** Takes the step size that `prepare` found. */
  begin(stepSize: number): void {
    this.tuning.stepSize = stepSize;
    this.averaging.restart(stepSize);
  }

  /** Learns from one iteration (counted from 0); true when the metric changed, so that the step size must be found anew. */
  learn(iteration: number, state: Point, acceptance: number): boolean {
    this.tuning.stepSize = this.averaging.learn(acceptance);
    const { start, stop, ends } = this.schedule;
    if (iteration >= start && iteration < stop) this.variance.add(state.position);
    if (!ends.has(iteration)) return false;
    this.variance.regularised(this.tuning.inverseMass);
    this.variance.restart();
    return true;
  }

  /** Ends the warm-up: from here on the kernel is fixed. */
  freeze(): void {
    this.tuning.stepSize = this.averaging.averaged ?? this.tuning.stepSize;
  }
}
