/** What is measured: the posteriors of models/posteriordb and four larger models, each with its Stan program. */
import { fileURLToPath } from "node:url";
import { posteriorFile, posteriors, reference } from "../../verify/support/posteriordb.ts";
import { writeData } from "./generate.ts";

export interface BenchModel {
  readonly name: string;
  readonly scenario: string;
  /** Folder of `data.json`; undefined where it is not there. */
  readonly data: string | undefined;
  /** Below bench/gradient/stan. */
  readonly stan: string;
  /** Stan's names of our latents, where they differ. */
  readonly renamed: Readonly<Record<string, string>>;
  /** By what our unconstrained elements are multiplied to be Stan's; 1 where it says nothing. */
  readonly scaled: Readonly<Record<string, number>>;
  /** A normal likelihood whose mean is linear in latents by known numbers: a few sums say all that the data say. */
  readonly linear: boolean;
  /** WebPPL needs milliseconds for each: it is measured on small ones only. */
  readonly webppl: boolean;
}

const linear = new Set([
  "arK",
  "blr",
  "diamonds",
  "earn_height",
  "kidscore_interaction",
  "kidscore_momiq",
  "kilpisjarvi",
  "logearn_interaction",
  "logmesquite",
  "mesquite",
  "nes1980",
  "nes1996",
  "radon",
]);

const small = new Set([
  "arK",
  "blr",
  "eight_schools_centered",
  "eight_schools_noncentered",
  "gp_pois_regr",
  "gp_regr",
  "kidscore_momiq",
  "kilpisjarvi",
  "mesquite",
]);

const renamed: Readonly<Record<string, Record<string, string>>> = {
  eight_schools_noncentered: { z: "theta_trans" },
  gp_pois_regr: { z: "f_tilde" },
};

/**
 * We map a line to two proportions isometrically, as Stan does since 2.36: p = logistic(sqrt(2) u). Stan before it has p = logistic(u).
 */
const scaled: Readonly<Record<string, Record<string, number>>> = {
  hmm_example: { theta1: Math.SQRT2, theta2: Math.SQRT2 },
};

/** @param folder where the data of the larger models are written */
export function benchModels(folder: string): BenchModel[] {
  const known = Object.entries(posteriors).map(([name, posterior]) =>
    model(name, posteriorFile(name), reference(posterior)?.folder),
  );
  const larger = Object.entries(writeData(folder)).map(([name, data]) => model(name, ownScenario(name), data));
  return [...known, ...larger];
}

function ownScenario(name: string): string {
  return fileURLToPath(new URL(`models/${name}.pal`, import.meta.url));
}

function model(name: string, scenario: string, data: string | undefined): BenchModel {
  return {
    name,
    scenario,
    data,
    stan: name.startsWith("nes") ? "nes" : name,
    renamed: renamed[name] ?? {},
    scaled: scaled[name] ?? {},
    linear: linear.has(name),
    webppl: small.has(name),
  };
}
