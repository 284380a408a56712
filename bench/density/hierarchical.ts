/**
 * Likelihoods of rows in groups for which no sufficient statistics are used, log density with gradient: compiled scenarios beside
 * functions written by hand whose rows stand group after group, and beside the same programs that take these rows one by one.
 */
import { densityPrograms } from "../../src/density/plan.ts";
import { instantiate } from "../../src/emit/instantiate.ts";
import { type EmitOptions, emitJs } from "../../src/emit/js.ts";
import type { Program } from "../../src/tensor/node.ts";
import { describeMachine, loadNow } from "../gradient/machine.ts";
import { contraceptionInDistricts } from "./by-hand/contraception.ts";
import type { ByHand } from "./by-hand/hand.ts";
import { radonSegments, radonStudent } from "./by-hand/radon.ts";
import { type Contestant, checkEqual, printRace } from "./measure.ts";
import { type CompileOptions, loadLarger, rulesOf } from "./scenario.ts";

/** One way in which a scenario is emitted. */
const ways: Readonly<Record<string, EmitOptions>> = {
  compiled: {},
  "row by row": { segments: false },
  "compiled, JavaScript": { target: "js" },
  "row by row, JavaScript": { target: "js", segments: false },
};

function emitted(name: string, program: Program, options: EmitOptions, { position, fill }: ByHand): Contestant {
  const { buffers, ...code } = emitJs(program, options);
  const run = instantiate({ buffers, ...code });
  const arrays = buffers.map((buffer) =>
    buffer.name === "position" ? position : new Float64Array(buffer.size).fill(1),
  );
  run(1, arrays);
  const of = (wanted: string) => arrays[buffers.findIndex((buffer) => buffer.name === wanted)];
  const expected = new Float64Array(position.length + 1);
  fill(position, expected);
  checkEqual(
    Float64Array.of(
      of("parts").reduce((a, b) => a + b, 0),
      ...of("gradient"),
    ),
    expected,
  );
  const repeat = (times: number) => {
    for (let i = 0; i < times; i++) run(1, arrays);
  };
  return { name, repeat };
}

async function compare(title: string, model: string, hand: ByHand, options: CompileOptions = {}): Promise<void> {
  const scenario = await loadLarger(model);
  const { gradient } = densityPrograms(scenario, null, true, rulesOf(options));
  const out = new Float64Array(hand.position.length + 1);
  const byHand: Contestant = {
    name: "by hand",
    repeat: (times) => {
      for (let i = 0; i < times; i++) hand.fill(hand.position, out);
    },
  };
  printRace(title, [byHand, ...Object.entries(ways).map(([name, way]) => emitted(name, gradient, way, hand))]);
}

const loadAtStart = loadNow();
await compare(
  "contraception: logistic, 12573 rows, 386 groups with slopes",
  "contraception",
  contraceptionInDistricts(),
);
await compare("radon_student: Student's t, 12573 rows, 386 groups", "radon_student", radonStudent());
await compare("radon: normal, without sufficient statistics", "radon", radonSegments(), { everyRow: true });
const { processor, cores, loads, node, date } = describeMachine(loadAtStart);
console.log(`${processor}, ${cores} cores, load ${loads.map((x) => x.toFixed(1)).join(" to ")}; Node ${node}; ${date}`);
