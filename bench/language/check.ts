/** How long a scenario of 1,000 lines takes to parse and to check: `node --import tsx bench/language/check.ts`. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import type { CheckResult } from "../../src/language/check.ts";
import type { Resources } from "../../src/language/resources.ts";
import type { SyntaxTree } from "../../src/language/syntax.ts";

const LINES = 1000;
const STUDIES = 55;
const WARMUP = 30;
const BATCHES = 15;
const PER_BATCH = 4;
/** Milliseconds for both together. */
const GOAL = 50;

const header = `/// Many studies of one kind.
scenario studies

dim school = 8
prior level  ~ Normal(0, 5)
prior spread ~ HalfNormal(5)

fn damped(x) = if x > 0 then log(1 + x) else -x^2 / 3
`;

/** 18 lines: data, latents, a function called, a recursion, discrete latents that are summed out. */
function study(k: number): string {
  const numbers = (phase: number) => Array.from({ length: 8 }, (_, i) => (9 * Math.sin(k + phase * i)).toFixed(1));
  return `
// study ${k}
data y_${k}[school]    = [${numbers(1).join(", ")}]
data seen_${k}[school] = [${numbers(2).join(", ")}]
data se_${k}[school]   = [10 + i for i in school]
prior mu_${k}          ~ Normal(level, spread)
prior tau_${k}         ~ HalfCauchy(5)
prior z_${k}[school]   ~ Normal(0, 1)
let theta_${k}[school] = mu_${k} + tau_${k} * z_${k}
observe y_${k} ~ Normal(theta_${k} + damped(mu_${k}), sqrt(se_${k}^2 + tau_${k}^2))

for i in school {
  prior walk_${k}[i] ~ Normal(if i == 0 then 0 else 0.9 * walk_${k}[i - 1], 1)
  observe seen_${k}[i] ~ Normal(walk_${k}[i], 0.5)
}
prior odd_${k}[school] ~ Bernoulli(0.2)
observe seen_${k} ~ Normal(mu_${k}, if odd_${k} == 1 then 5 else 1)
target theta_${k}, walk_${k}
`;
}

const text = `${header}${Array.from({ length: STUDIES }, (_, k) => study(k)).join("")}
infer nuts()
`;
const source = { name: "studies.pal", text };
const lines = text.split("\n").length - 1;
if (lines !== LINES) throw new Error(`${lines} lines`);

/** Bundled as `pal` is: run from its sources, every closure gets a name when it is made, which takes longer than all else. */
async function bundled(): Promise<typeof import("./shipped.ts")> {
  const folder = mkdtempSync(path.join(tmpdir(), "pal-bench-"));
  try {
    const outfile = path.join(folder, "shipped.mjs");
    const entry = fileURLToPath(new URL("shipped.ts", import.meta.url));
    await build({
      entryPoints: [entry],
      outfile,
      bundle: true,
      format: "esm",
      platform: "node",
      target: "node20",
      mainFields: ["module", "main"],
      minifySyntax: true,
      minifyWhitespace: true,
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The scenario reads no files. */
const resources: Resources = {
  file: () => undefined,
  model: () => undefined,
  module: () => undefined,
  hashes: new Map(),
  standardModules: [],
};

const { algorithms, check, moves, optimisers, parse, stayingLatents } = await bundled();
const { tree } = parse(source);

function checked(from: SyntaxTree): CheckResult {
  return check(from, resources, {
    catalogue: { algorithms, kernels: moves, optimizers: optimisers },
    staying: stayingLatents,
  });
}

/** Work done once gives a number, which is added up so that nothing can be left out. */
const works: Readonly<Record<string, () => number>> = {
  parse: () => parse(source).tree.statements.length,
  check: () => checked(tree).scenario?.latents.length ?? 0,
  "parse and check": () => checked(parse(source).tree).scenario?.latents.length ?? 0,
};

const found = checked(tree);
if (found.scenario === undefined || found.diagnostics.length > 0) {
  throw new Error(found.diagnostics.map(({ code, message }) => `${code}: ${message}`).join("\n"));
}

let sum = 0;
for (let i = 0; i < WARMUP; i++) for (const work of Object.values(works)) sum += work();

/** Milliseconds of the processors, collecting garbage and compiling included: other programs of the machine do not count. */
function processor(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const times = Object.keys(works).map((name) => ({ name, wall: [] as number[], busy: [] as number[] }));
for (let batch = 0; batch < BATCHES; batch++) {
  for (const { name, wall, busy } of times) {
    const start = [performance.now(), processor()];
    for (let i = 0; i < PER_BATCH; i++) sum += works[name]();
    wall.push((performance.now() - start[0]) / PER_BATCH);
    busy.push((processor() - start[1]) / PER_BATCH);
  }
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const shown = (x: number): string => x.toFixed(1).padStart(8);

console.log(
  `a scenario of ${LINES} lines, ${tree.statements.length} statements; ms, of ${BATCHES} warm batches (${sum})\n`,
);
console.log("                      best  median  median of the processors");
for (const { name, wall, busy } of times) {
  const verdict = name === "parse and check" ? `   goal ${GOAL}: ${median(wall) <= GOAL ? "reached" : "missed"}` : "";
  console.log(`  ${name.padEnd(16)}${shown(Math.min(...wall))}${shown(median(wall))}${shown(median(busy))}${verdict}`);
}
