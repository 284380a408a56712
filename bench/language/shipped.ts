/** What is measured, as one module to bundle. */
export { stayingLatents } from "../../src/density/discrete/staying.ts";
export { algorithms, moves, optimisers } from "../../src/inference/algorithms/index.ts";
export { check } from "../../src/language/check.ts";
export { parse } from "../../src/language/parse.ts";
