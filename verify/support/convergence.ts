/** What a run of NUTS must show before its draws count. */
import type { Finished } from "./run.ts";
import type { Verdict } from "./verdict.ts";

/** R-hat of every quantity at most 1.01, and no divergence after warm-up. */
export function requireConvergence(verdict: Verdict, run: Finished, what: string): void {
  const { quantities, divergences } = run.summary;
  const rhats = Object.entries(quantities).map(([name, { rhat }]) => [name, rhat] as const);
  verdict.requireWorst(Object.fromEntries(rhats), 1.01, `${what}: R-hat`);
  verdict.require(divergences === 0, `${what}: ${divergences} divergences`);
}
