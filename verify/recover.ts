/** `pal recover` on the shipped scenarios: over 50 simulated data sets intervals cover as often as they say, and ranks are uniform. */
import { availableParallelism } from "node:os";
import { loadScenario } from "../src/cli/scenario.ts";
import { type Calibration, calibrationOf } from "../src/diagnostics/calibration.ts";
import { type RecoveredData, rankDraws, recover } from "../src/runs/recover.ts";
import { WorkerPool } from "../src/workers/pool.ts";
import { eightSchoolsFile } from "./support/eight-schools.ts";
import { irisFolder } from "./support/iris-files.ts";
import { regressionFile } from "./support/regression.ts";
import { Verdict } from "./support/verdict.ts";

const seed = 1;
const count = 50;
/** Thirteen quantities are tested, with one seed. */
const smallestP = 0.001;
const verdict = new Verdict();
const pool = new WorkerPool();

async function invert(file: string): Promise<RecoveredData[]> {
  const { scenario } = await loadScenario(file, { set: {}, infer: "nuts" });
  const cancel = new Int32Array(new SharedArrayBuffer(4));
  const results: RecoveredData[] = [];
  const options = { seed, count, workers: availableParallelism(), pool, cancel };
  const begun = performance.now();
  for await (const data of recover(scenario, scenario.infers[0], options)) results.push(data);
  const divergences = results.reduce((total, data) => total + data.divergences, 0);
  const seconds = (performance.now() - begun) / 1000;
  console.log(
    `${scenario.name}: ${results.length} data sets in ${seconds.toFixed(0)} s, ${divergences} divergent draws`,
  );
  return results;
}

/** Calibration of the elements `keep` chooses. */
function calibrate(results: readonly RecoveredData[], keep: (element: number) => boolean): Calibration {
  const data = results.map(({ elements }) => elements.filter((_, i) => keep(i)));
  return calibrationOf(data, rankDraws);
}

function requireUniform(name: string, { ranks, rank_p }: Calibration): void {
  verdict.require(rank_p > smallestP, `${name}: ranks in tenths ${ranks.join(" ")}, p ${rank_p.toFixed(3)}`);
}

function requireCoverage(
  name: string,
  { coverage90, coverage90_se }: Calibration,
  [low, high]: readonly number[],
): void {
  const percent = (share: number) => (100 * share).toFixed(1);
  verdict.require(
    coverage90 >= low && coverage90 <= high,
    `${name}: 90 % intervals cover ${percent(coverage90)} +- ${percent(coverage90_se)} %; bounds ${percent(low)} and ${percent(high)}`,
  );
}

/** What 4 standard errors leave of 90 %, `independent` intervals. */
function around(independent: number): [number, number] {
  const error = Math.sqrt((0.9 * 0.1) / independent);
  return [0.9 - 4 * error, Math.min(1, 0.9 + 4 * error)];
}

try {
  const iris = await invert(`${irisFolder}scenario.pal`);
  requireCoverage(
    "iris x",
    calibrate(iris, () => true),
    [0.87, 0.93],
  );
  for (const [column, name] of ["sepal_length", "sepal_width", "petal_length", "petal_width"].entries()) {
    requireUniform(
      `iris ${name}`,
      calibrate(iris, (i) => i % 4 === column),
    );
  }

  const schools = await invert(eightSchoolsFile);
  for (const [i, name] of ["mu", "tau"].entries()) {
    const calibration = calibrate(schools, (element) => element === i);
    requireCoverage(`eight schools ${name}`, calibration, around(count));
    requireUniform(`eight schools ${name}`, calibration);
  }

  const wines = await invert(regressionFile);
  for (const [i, name] of ["level", "slope[0]", "slope[1]", "slope[2]", "slope[3]", "slope[4]", "variance"].entries()) {
    const calibration = calibrate(wines, (element) => element === i);
    requireCoverage(`regression ${name}`, calibration, around(count));
    requireUniform(`regression ${name}`, calibration);
  }
} finally {
  await pool.close();
}
verdict.finish();
