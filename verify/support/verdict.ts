/** Collects the outcomes of a check, prints each as a line, and ends the process with 1 when one failed or there was none. */
export class Verdict {
  private claims = 0;
  private failed = 0;

  /** Prints what was found beside its bound. */
  require(holds: boolean, claim: string): void {
    this.claims++;
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
    const nothing = this.claims === 0;
    console.log(nothing ? "nothing was checked" : this.failed === 0 ? "all hold" : `${this.failed} failed`);
    process.exitCode = nothing || this.failed > 0 ? 1 : 0;
  }
}
