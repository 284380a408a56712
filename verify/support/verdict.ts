/** Collects the outcomes of a check, prints each as a line, and ends the process with 1 when one failed. */
export class Verdict {
  private failed = 0;

  /** Prints what was found beside its bound. */
  require(holds: boolean, claim: string): void {
    if (!holds) this.failed++;
    console.log(`${holds ? "ok  " : "FAIL"}  ${claim}`);
  }

  /** The largest of some deviations against their common bound, with the name of the worst. */
  requireWorst(deviations: Readonly<Record<string, number>>, bound: number, claim: string): void {
    // NaN is the worst of all.
    const [worst, most] = Object.entries(deviations).reduce(
      (a, b) => (b[1] > a[1] || Number.isNaN(b[1]) ? b : a),
      ["", Number.NEGATIVE_INFINITY],
    );
    const count = Object.keys(deviations).length;
    this.require(
      count > 0 && most <= bound,
      `${claim}: at most ${most.toPrecision(3)} (${worst}, of ${count}); bound ${bound}`,
    );
  }

  finish(): void {
    console.log(this.failed === 0 ? "all hold" : `${this.failed} failed`);
    process.exitCode = this.failed === 0 ? 0 : 1;
  }
}
