/** The diagnostics that reports and the command line use. */
export { energyFraction } from "./energy.ts";
export { bulkSize, effectiveSize, mcseMean, mcseSd, tailSize } from "./ess.ts";
export { quantile, sorted } from "./moments.ts";
export { type Families, varianceOfMean } from "./particles.ts";
export { rhat } from "./rhat.ts";
export { type Summary, summarise, summariseParticles, summarisePoints } from "./summary.ts";
export { type ChainRecord, type RunRecord, warnings } from "./warnings.ts";
