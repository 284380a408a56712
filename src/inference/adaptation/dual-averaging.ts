/** Dual averaging of the step size towards a wanted acceptance (Hoffman & Gelman 2014, section 3.2.1), as in Stan. */

const GAMMA = 0.05;
const T0 = 10;
const KAPPA = 0.75;

export class DualAveraging {
  private mu = 0;
  private count = 0;
  private sumBar = 0;
  private logBar = 0;

  /** `delta`: the mean acceptance probability aimed at, in (0, 1). */
  constructor(private readonly delta: number) {}

  /** Forgets everything and shrinks towards ten times this step size. */
  restart(stepSize: number): void {
    this.mu = Math.log(10 * stepSize);
    this.count = 0;
    this.sumBar = 0;
    this.logBar = 0;
  }

  /** Learns the acceptance probability of one transition; returns the step size of the next. Equation (6). */
  learn(acceptance: number): number {
    this.count++;
    const eta = 1 / (this.count + T0);
    this.sumBar = (1 - eta) * this.sumBar + eta * (this.delta - Math.min(1, acceptance));
    const log = this.mu - (this.sumBar * Math.sqrt(this.count)) / GAMMA;
    const weight = this.count ** -KAPPA;
    this.logBar = weight * log + (1 - weight) * this.logBar;
    return Math.exp(log);
  }

  /** The averaged step size, to be kept after warm-up; undefined before anything was learnt. */
  get averaged(): number | undefined {
    return this.count === 0 ? undefined : Math.exp(this.logBar);
  }
}
