/** What is measured by figures.ts: each function written by hand with the scenario that says the same. */
import type { Density } from "../../src/inference/kernel.ts";
import { arma } from "./by-hand/arma.ts";
import { autoregression, autoregressionOfStatistics } from "./by-hand/autoregression.ts";
import { diamonds, diamondsOfStatistics } from "./by-hand/diamonds.ts";
import { eightSchoolsByHand } from "./by-hand/eight-schools.ts";
import { garch } from "./by-hand/garch.ts";
import { poissonOnProcess, regressionOnProcess } from "./by-hand/gp.ts";
import type { ByHand } from "./by-hand/hand.ts";
import { logistic } from "./by-hand/logistic.ts";
import { mixture } from "./by-hand/mixture.ts";
import { radonHouses, radonSegments, radonStatistics } from "./by-hand/radon.ts";
import { regression, regressionOfStatistics } from "./by-hand/regression.ts";
import { compileLarger, compilePosterior, compileScenario } from "./scenario.ts";

export interface FigureRow {
  readonly name: string;
  /** Microseconds in FACTS, of hand-written JavaScript on another machine; undefined where it has none. */
  readonly facts?: number;
  readonly byHand: () => ByHand;
  readonly compile: () => Promise<Density>;
}

const everyRow = { everyRow: true };

export const figureRows: readonly FigureRow[] = [
  {
    name: "eight schools, 10 parameters",
    facts: 0.04,
    byHand: eightSchoolsByHand,
    compile: () => compileScenario("eight_schools/scenario.pal"),
  },
  {
    name: "kidscore, N = 434",
    facts: 0.71,
    byHand: regression,
    compile: () => compilePosterior("kidscore_momiq", everyRow),
  },
  {
    name: "kidscore, statistics",
    facts: 0.048,
    byHand: regressionOfStatistics,
    compile: () => compilePosterior("kidscore_momiq"),
  },
  { name: "AR(5), N = 200", facts: 0.67, byHand: autoregression, compile: () => compilePosterior("arK", everyRow) },
  {
    name: "AR(5), statistics",
    facts: 0.077,
    byHand: autoregressionOfStatistics,
    compile: () => compilePosterior("arK"),
  },
  { name: "logistic, N = 3020", facts: 22, byHand: logistic, compile: () => compileLarger("wells") },
  {
    name: "mixture, N = 1000",
    facts: 11.6,
    byHand: mixture,
    compile: () => compilePosterior("low_dim_gauss_mix"),
  },
  { name: "GARCH, N = 200", facts: 1.2, byHand: garch, compile: () => compilePosterior("garch11") },
  {
    name: "Gaussian process, 11 x 11",
    facts: 2,
    byHand: regressionOnProcess,
    compile: () => compilePosterior("gp_regr"),
  },
  { name: "radon, N = 12573", facts: 36.7, byHand: radonHouses, compile: () => compileLarger("radon", everyRow) },
  {
    name: "radon, sorted segments",
    facts: 21.7,
    byHand: radonSegments,
    compile: () => compileLarger("radon", everyRow),
  },
  { name: "radon, statistics", facts: 1.04, byHand: radonStatistics, compile: () => compileLarger("radon") },
  {
    name: "diamonds, JavaScript alone",
    facts: 92,
    byHand: diamonds,
    compile: () => compilePosterior("diamonds", { everyRow: true, target: "js" }),
  },
  {
    name: "diamonds, 5000 x 24",
    facts: 45,
    byHand: diamonds,
    compile: () => compilePosterior("diamonds", everyRow),
  },
  {
    name: "diamonds, statistics",
    facts: 0.61,
    byHand: diamondsOfStatistics,
    compile: () => compilePosterior("diamonds"),
  },
  { name: "ARMA(1, 1), N = 200", byHand: arma, compile: () => compilePosterior("arma11") },
  {
    name: "Poisson on a process, 11 x 11",
    byHand: poissonOnProcess,
    compile: () => compilePosterior("gp_pois_regr"),
  },
];
