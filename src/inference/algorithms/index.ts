/** All algorithms by the name an `infer` statement calls them, and the kernels that move SMC particles. */
import type { Algorithm } from "../kernel.ts";
import { hmc } from "./hmc.ts";
import { nuts } from "./nuts.ts";
import { rwm } from "./rwm.ts";
import { smc } from "./smc.ts";
import { webppl } from "./webppl.ts";

export { type Move, moves } from "../smc/moves.ts";

export const algorithms: ReadonlyMap<string, Algorithm> = new Map(
  [nuts, hmc, rwm, smc, webppl].map((algorithm) => [algorithm.name, algorithm]),
);
