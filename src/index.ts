/** The library: what the command line is made of, for programs that run scenarios themselves. */

export { instantiateDensity } from "./density/instantiate.ts";
export { densityPrograms, planDensity } from "./density/plan.ts";
export { algorithms } from "./inference/algorithms/index.ts";
export type { Algorithm, Batch, Density, Draw, Kernel, Problem, Query, RunEvent } from "./inference/kernel.ts";
export { check } from "./language/check.ts";
export type { CheckedScenario } from "./language/checked.ts";
export { type Diagnostic, DiagnosticError } from "./language/diagnostic.ts";
export { parse } from "./language/parse.ts";
export { type FileHost, loadResources } from "./language/resources.ts";
export { summariseRun } from "./report/summarise.ts";
export { prepare, runInference } from "./runs/infer.ts";
export { version } from "./version.ts";
export { WorkerPool } from "./workers/pool.ts";
