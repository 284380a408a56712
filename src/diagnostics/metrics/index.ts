/** Measures of closeness: of two rows, of two samples, of a distribution to a number. */
export { cosine } from "./cosine.ts";
export { type Coverage, coverageOf, type Interval } from "./coverage.ts";
export { crps } from "./crps.ts";
export { energyDistance, unbiasedEnergyDistance } from "./energy-distance.ts";
export { medianDistance, mmd, unbiasedMmd } from "./mmd.ts";
export { ncc } from "./ncc.ts";
export type { Points } from "./points.ts";
export { rmse } from "./rmse.ts";
export { type PictureShape, type Range, ssim } from "./ssim.ts";
