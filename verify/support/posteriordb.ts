/** Reference posteriors of posteriordb, kept beside the repository as `../shared/posteriordb`, and the rule by which a run agrees. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Moments, meanErrors, sdShares } from "./compare.ts";
import type { Finished } from "./run.ts";
import type { Verdict } from "./verdict.ts";

const shared = fileURLToPath(new URL("../../../shared/posteriordb/", import.meta.url));
const scenarios = fileURLToPath(new URL("../../models/posteriordb/", import.meta.url));

/** The scenarios in models/posteriordb and the names of their posteriors. */
export const posteriors: Readonly<Record<string, string>> = {
  arK: "arK-arK",
  arma11: "arma-arma11",
  blr: "sblrc-blr",
  diamonds: "diamonds-diamonds",
  earn_height: "earnings-earn_height",
  eight_schools_centered: "eight_schools-eight_schools_centered",
  eight_schools_noncentered: "eight_schools-eight_schools_noncentered",
  garch11: "garch-garch11",
  gp_pois_regr: "gp_pois_regr-gp_pois_regr",
  gp_regr: "gp_pois_regr-gp_regr",
  hmm_example: "hmm_example-hmm_example",
  kidscore_interaction: "kidiq-kidscore_interaction",
  kidscore_momiq: "kidiq-kidscore_momiq",
  kilpisjarvi: "kilpisjarvi_mod-kilpisjarvi",
  logearn_interaction: "earnings-logearn_interaction",
  logmesquite: "mesquite-logmesquite",
  low_dim_gauss_mix: "low_dim_gauss_mix-low_dim_gauss_mix",
  mesquite: "mesquite-mesquite",
  nes1980: "nes1980-nes",
  nes1996: "nes1996-nes",
};

export function posteriorFile(name: string): string {
  return `${scenarios}${name}.pal`;
}

export interface Reference {
  /** Holds `data.json`. */
  readonly folder: string;
  readonly draws: number;
  /** By our names: 0-based. */
  readonly moments: Readonly<Record<string, Moments>>;
}

/** Undefined where the reference posteriors are not there. */
export function reference(name: string): Reference | undefined {
  const folder = `${shared}${name}`;
  if (!existsSync(`${folder}/reference.json`)) return undefined;
  const { draws, parameters }: { draws: number; parameters: Record<string, Moments> } = JSON.parse(
    readFileSync(`${folder}/reference.json`, "utf8"),
  );
  const renamed = Object.entries(parameters).map(([stan, moments]) => [zeroBased(stan), moments] as const);
  return { folder, draws, moments: Object.fromEntries(renamed) };
}

/** `beta[1]` of Stan is our `beta[0]`. */
function zeroBased(name: string): string {
  return name.replace(/\d+(?=[\],])/g, (index) => String(Number(index) - 1));
}

/** Means within 4 joint standard errors; standard deviations within the larger of 10 % and 4 of their standard errors. */
export function requireMoments(verdict: Verdict, run: Finished, reference: Reference, what: string): void {
  verdict.requireWorst(meanErrors(run, reference.moments, reference.draws), 4, `${what}: means, in standard errors`);
  verdict.requireWorst(
    sdShares(run, reference.moments),
    1,
    `${what}: standard deviations, as a share of what is allowed`,
  );
}
