/** When a running algorithm speaks: often enough for a live display, seldom enough to cost nothing. */

const INTERVAL_MS = 50;
/** How long a synchronous run may hold the thread before timers and signals get a turn. */
const BREATH_MS = 200;

/** Times nothing that draws depend on. */
export class Pace {
  private spoken = performance.now();
  private breathed = performance.now();

  /** True at most every 50 ms. */
  due(): boolean {
    return performance.now() - this.spoken >= INTERVAL_MS;
  }

  speak(): void {
    this.spoken = performance.now();
  }

  /** Lets pending timers and signals run, at most every 200 ms. */
  async breathe(): Promise<void> {
    if (performance.now() - this.breathed < BREATH_MS) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.breathed = performance.now();
  }
}
