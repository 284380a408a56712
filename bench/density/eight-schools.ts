/** Eight schools, log density with gradient: the compiled scenario and emitted code beside a function written by hand. */
import { compileProgram } from "../../src/emit/compile.ts";
import { emitJs } from "../../src/emit/js.ts";
import { eightSchools } from "./densities.ts";
import { checkEqual, printRace } from "./measure.ts";
import { answerOf, batchAt, compileScenario, repeatBatch } from "./scenario.ts";

const y = [28, 8, -3, 7, -1, 1, 18, 12];
const sigma = [15, 10, 16, 11, 9, 11, 10, 18];
const program = eightSchools(y, sigma);
if (process.argv.includes("--code")) console.log(emitJs(program).source);
const run = compileProgram(program);
const start = Float64Array.from({ length: 10 }, (_, i) => Math.sin(i + 1));

const variances = Float64Array.from(sigma, (s) => 1 / (s * s));
const data = Float64Array.from(y);
let constant = Math.log(2 / (5 * Math.PI)) - 9 * 0.5 * Math.log(2 * Math.PI) - Math.log(5);
for (const s of sigma) constant -= Math.log(s) + 0.5 * Math.log(2 * Math.PI);

/** As an expert writes it: variances, no allocation, shared adjoints. Fills [log density, gradient]. */
function byHand(position: Float64Array, out: Float64Array): void {
  const mu = position[0];
  const tau = Math.exp(position[1]);
  let squares = 0;
  let likelihood = 0;
  let dMu = 0;
  let dTau = 0;
  for (let i = 0; i < 8; i++) {
    const z = position[2 + i];
    const r = data[i] - mu - tau * z;
    const g = r * variances[i];
    likelihood += g * r;
    squares += z * z;
    dMu += g;
    dTau += g * z;
    out[3 + i] = g * tau - z;
  }
  const q = tau * tau * 0.04;
  out[0] = constant - 0.5 * (squares + likelihood + mu * mu * 0.04) - Math.log1p(q) + position[1];
  out[1] = dMu - mu * 0.04;
  out[2] = dTau * tau - (2 * q) / (1 + q) + 1;
}

function emittedWith(lanes: number) {
  const positions = new Float64Array(10 * lanes);
  for (let lane = 0; lane < lanes; lane++) positions.set(start, 10 * lane);
  const buffers = [
    positions,
    new Float64Array(lanes).fill(1),
    new Float64Array(2 * lanes),
    new Float64Array(10 * lanes),
  ];
  return {
    buffers,
    repeat: (times: number) => {
      for (let i = 0; i < times; i += lanes) run(lanes, buffers);
    },
  };
}

const position = start.slice();
const out = new Float64Array(11);
byHand(position, out);
const single = emittedWith(1);
single.repeat(1);
const [, , parts, gradient] = single.buffers;
checkEqual(Float64Array.of(parts[0] + parts[1], ...gradient), out);

const scenario = await compileScenario("eight_schools/scenario.pal");
const batch = batchAt(scenario, start, 1);
scenario.evaluate(batch);
checkEqual(answerOf(scenario, batch), out);

printRace("eight schools, 10 parameters, value and gradient", [
  {
    name: "by hand",
    repeat: (times) => {
      for (let i = 0; i < times; i++) byHand(position, out);
    },
  },
  { name: "the scenario, 1 lane", repeat: repeatBatch(scenario, batch) },
  { name: "the scenario, 4 lanes", repeat: repeatBatch(scenario, batchAt(scenario, start, 4)) },
  { name: "emitted, 1 lane", repeat: single.repeat },
  { name: "emitted, 4 lanes", repeat: emittedWith(4).repeat },
  { name: "emitted, 1000 lanes", repeat: emittedWith(1000).repeat },
]);
