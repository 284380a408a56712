/**
 * Compiled scenarios beside JavaScript as an expert writes it and beside the times of FACTS ("Generated JavaScript against Stan"):
 * `node --import tsx bench/density/figures.ts [NAMES..]`. Each row runs in processes of its own, as a run does, and both sides of it in turn.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describeMachine, loadNow } from "../gradient/machine.ts";
import { type FigureRow, figureRows } from "./figure-rows.ts";
import { race, type Times } from "./measure.ts";
import { MissingPosterior, repeatBatch } from "./scenario.ts";
import { sideBySide } from "./side-by-side.ts";

const ROW = "--row";
const PROCESSES = 3;
const ROUNDS = 601;
const SECONDS_PER_ROUND = 0.0015;

/** The last ratios: of the fast tenth of the rounds, of their medians, and of the fast tenth to FACTS. */
const columns = ["FACTS", "by hand", "compiled", "ratio", "(median)", "/ FACTS"];

const [first, ...rest] = process.argv.slice(2);
if (first === ROW) {
  const row = figureRows.find(({ name }) => name === rest[0]);
  if (row) console.log(JSON.stringify(await measureOrSkip(row)));
} else measureAll(process.argv.slice(2));

/** Nothing where the data are not there. */
async function measureOrSkip(row: FigureRow): Promise<readonly Times[]> {
  try {
    return await measure(row);
  } catch (problem) {
    if (problem instanceof MissingPosterior) return [];
    throw problem;
  }
}

/** Both sides of a row, that by hand first, once they have agreed. */
async function measure(row: FigureRow): Promise<readonly Times[]> {
  const { position, fill, out, density, batch } = await sideBySide(row);
  const repeat = (times: number) => {
    for (let i = 0; i < times; i++) fill(position, out);
  };
  const contestants = [
    { name: "by hand", repeat },
    { name: "compiled", repeat: repeatBatch(density, batch) },
  ];
  return race(contestants, ROUNDS, SECONDS_PER_ROUND);
}

/** The fastest of both sides among some processes: V8 does not optimise a function in the same way in each. */
function fastestOfProcesses(row: FigureRow): readonly Times[] | undefined {
  const file = fileURLToPath(import.meta.url);
  const runs: (readonly Times[])[] = [];
  for (let i = 0; i < PROCESSES; i++) {
    const { stdout, stderr, status } = spawnSync(process.execPath, [...process.execArgv, file, ROW, row.name]);
    if (status !== 0) {
      console.error(`${row.name}: ${stderr}`);
      process.exitCode = 1;
      return undefined;
    }
    const run: readonly Times[] = JSON.parse(String(stdout));
    if (run.length === 0) {
      console.log(`  ${row.name.padEnd(30)} skipped: the reference posteriors are not at ../shared/posteriordb`);
      return undefined;
    }
    runs.push(run);
  }
  return runs[0].map((_, side) => runs.map((run) => run[side]).reduce((a, b) => (b.tenth < a.tenth ? b : a)));
}

function measureAll(words: readonly string[]): void {
  const rows = figureRows.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
  const loadAtStart = loadNow();
  console.log(
    `${"microseconds, value and gradient".padEnd(32)} ${columns.map((title) => title.padStart(9)).join(" ")}`,
  );
  for (const row of rows) {
    const times = fastestOfProcesses(row);
    if (!times) continue;
    const [hand, compiled] = times;
    const cells = [
      row.facts,
      hand.tenth,
      compiled.tenth,
      compiled.tenth / hand.tenth,
      compiled.median / hand.median,
      row.facts && compiled.tenth / row.facts,
    ];
    console.log(`  ${row.name.padEnd(30)} ${cells.map(cell).join(" ")}`);
  }
  const { processor, cores, loads, node, date } = describeMachine(loadAtStart);
  console.log(
    `${processor}, ${cores} cores, load ${loads.map((x) => x.toFixed(1)).join(" to ")}; Node ${node}; ${date}`,
  );
}

function cell(value: number | undefined): string {
  return (value === undefined ? "" : value.toPrecision(3)).padStart(9);
}
