/** Eight schools, log density with gradient: the compiled scenario and emitted code beside a function written by hand. */
import { compileProgram } from "../../src/emit/compile.ts";
import { emitJs } from "../../src/emit/js.ts";
import { effects, eightSchoolsByHand, errors } from "./by-hand/eight-schools.ts";
import { eightSchools } from "./densities.ts";
import { checkEqual, printRace } from "./measure.ts";
import { answerOf, batchAt, compileScenario, repeatBatch } from "./scenario.ts";

const program = eightSchools(effects, errors);
if (process.argv.includes("--code")) console.log(emitJs(program).source);
const run = compileProgram(program);
const { position: start, fill } = eightSchoolsByHand();

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
fill(position, out);
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
      for (let i = 0; i < times; i++) fill(position, out);
    },
  },
  { name: "the scenario, 1 lane", repeat: repeatBatch(scenario, batch) },
  { name: "the scenario, 4 lanes", repeat: repeatBatch(scenario, batchAt(scenario, start, 4)) },
  { name: "emitted, 1 lane", repeat: single.repeat },
  { name: "emitted, 4 lanes", repeat: emittedWith(4).repeat },
  { name: "emitted, 1000 lanes", repeat: emittedWith(1000).repeat },
]);
