/** All algorithms by the name an `infer` statement calls them, the kernels that move SMC particles, and the optimisers. */
import type { Algorithm } from "../kernel.ts";
import { hingeSearch } from "./hinge-search.ts";
import { hmc } from "./hmc.ts";
import { map } from "./map.ts";
import { nuts } from "./nuts.ts";
import { rwm } from "./rwm.ts";
import { smc } from "./smc.ts";
import { webppl } from "./webppl.ts";

export { optimisers } from "../optimisers/index.ts";
export { type Move, moves } from "../smc/moves.ts";

export const algorithms: ReadonlyMap<string, Algorithm> = new Map(
  [nuts, hmc, rwm, smc, map, hingeSearch, webppl].map((algorithm) => [algorithm.name, algorithm]),
);
