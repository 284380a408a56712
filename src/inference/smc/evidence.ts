/** Joins the evidence estimates of independent SMC islands. */

/**
 * `islands[k][p]` is island k's log evidence of part p. Each island's evidence is unbiased on the natural scale, so that the estimate
 * of a part is the mean over the islands, and log evidences of the parts add up. `mcse` is the standard error of the sum by the
 * delta method: sum over the parts of var(Z) / (islands * mean(Z)^2), its square root; NaN for a single island.
 */
export function combineEvidence(islands: readonly Float64Array[]): { logEvidence: number; mcse: number } {
  const count = islands.length;
  if (count === 0) return { logEvidence: Number.NaN, mcse: Number.NaN };
  let logEvidence = 0;
  let variance = 0;
  for (let p = 0; p < islands[0].length; p++) {
    const logs = islands.map((island) => island[p]);
    const most = Math.max(...logs);
    const scaled = logs.map((log) => Math.exp(log - most));
    const mean = scaled.reduce((a, b) => a + b, 0) / count;
    logEvidence += most + Math.log(mean);
    const spread = scaled.reduce((sum, z) => sum + (z - mean) ** 2, 0) / (count - 1);
    variance += spread / (count * mean * mean);
  }
  return { logEvidence, mcse: count > 1 ? Math.sqrt(variance) : Number.NaN };
}
