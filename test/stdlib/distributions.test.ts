/** Distributions of the standard modules: log densities and values at points, against numbers worked out by hand. */
import { readdirSync, readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { densityAt } from "../../src/density/at-point.ts";
import { layoutOf } from "../../src/density/layout.ts";
import { scenarioOf } from "../support/scenario.ts";
import { near } from "./values.ts";

interface Row {
  readonly module: string;
  readonly statements: string;
  /** Constrained latents, in the order of their declaration. */
  readonly at: readonly number[];
  readonly logPrior: number;
  readonly logLikelihood: number;
}

const normal = (x: number, mean: number, sd: number) =>
  -0.5 * ((x - mean) / sd) ** 2 - Math.log(sd) - 0.5 * Math.log(2 * Math.PI);
const halfCauchy = (x: number) => Math.log(2 / Math.PI) - Math.log(1 + x ** 2);

/** A distribution that is observed; q, at 0, is there because a scenario asks for something. */
function observed(module: string, observation: string, logLikelihood: number): Row {
  const statements = `prior q ~ Normal(0, 1)\nobserve ${observation}\ntarget q`;
  return { module, statements, at: [0], logPrior: normal(0, 0, 1), logLikelihood };
}

/** A prior of x; where x is made of other latents, `factor` shows what it is worth. */
function prior(module: string, declaration: string, at: readonly number[], logPrior: number, shown?: Shown): Row {
  const factor = shown === undefined ? "" : `factor ${shown.factor}\n`;
  const statements = `${declaration}\n${factor}target x`;
  return { module, statements, at, logPrior, logLikelihood: shown?.value ?? 0 };
}

interface Shown {
  readonly factor: string;
  readonly value: number;
}

const pair = "dim k = 2\nprior x[k]";
const pixels = [0, 1, 3, 2, 2, -1];
const around = pixels.reduce((all, pixel) => all - 0.5 * ((pixel - 0.5) / 2) ** 2, 0);
/** Sampling starts from independent pixels, and what the image's density differs from theirs by counts as likelihood. */
const start = pixels.reduce((all, pixel) => all + normal(pixel, 0.5, 2), 0);
/** How much the pixels change downwards and to the right: three pairs below each other, four beside each other. */
const squares = 2 ** 2 + 1 + 4 ** 2 + (1 + 2 ** 2) + 3 ** 2;
const length = (down: number, right: number) => Math.sqrt(down ** 2 + right ** 2 + 0.001 ** 2) - 0.001;

function ofImage(distribution: string, logDensity: number): Row {
  const statements = `dim row = 2\ndim column = 3\nprior x[row, column] ~ ${distribution}\ntarget x`;
  return { module: "images", statements, at: pixels, logPrior: start, logLikelihood: logDensity - start };
}

const rows: Readonly<Record<string, readonly Row[]>> = {
  // log 4 is the logit of 0.8, log 1.5 that of 0.6; 0.16 is 0.8 * 0.2.
  LogitScore: [
    observed("likelihoods", "0.8 ~ LogitScore(0.6, 0.3)", normal(Math.log(4), Math.log(1.5), 0.3) - Math.log(0.16)),
  ],
  NoisyLabel: [
    observed("likelihoods", "1 ~ NoisyLabel([0.2, 0.7, 0.1], 3, 0.3)", Math.log(0.7 * 0.7 + 0.1)),
    observed("likelihoods", "2 ~ NoisyLabel([0.2, 0.7, 0.1], 3, 0.3)", Math.log(0.7 * 0.1 + 0.1)),
  ],
  NoisyExplanation: [observed("likelihoods", "0.5 ~ NoisyExplanation(0.2, 0.4)", normal(0.5, 0.2, 0.4))],
  ExplanationSign: [
    observed("likelihoods", "1 ~ ExplanationSign(0.4, 5, 0.1)", Math.log(0.1 + 0.8 / (1 + Math.exp(-2)))),
    observed("likelihoods", "0 ~ ExplanationSign(0.4, 5, 0.1)", Math.log(0.1 + 0.8 / (1 + Math.exp(2)))),
  ],
  // From 1.5 to 2.5, which is 1 to 3 standard deviations from the mean: the normal distribution's values at 3 and 1.
  Rounded: [observed("likelihoods", "2 ~ Rounded(1, 0.5, 1)", Math.log(0.9986501019683699 - 0.8413447460685429))],
  Hierarchical: [
    prior("priors", `${pair} ~ Hierarchical(2, 0.5)`, [0.3, -1], normal(0.3, 0, 1) + normal(-1, 0, 1), {
      factor: "x[0] + 10 * x[1]",
      value: 2.15 + 15,
    }),
  ],
  Horseshoe: [
    prior(
      "priors",
      `${pair} ~ Horseshoe(0.5)`,
      [0.4, 3, 0.7, -2],
      halfCauchy(0.4) + halfCauchy(3) + normal(0.7, 0, 1) + normal(-2, 0, 1),
      { factor: "x[0] + 10 * x[1]", value: 0.5 * 0.4 * 0.7 - 10 * 0.5 * 3 * 2 },
    ),
  ],
  RegularisedHorseshoe: [
    // 6 / sqrt(4 + 2.25) is 2.4.
    prior("priors", "prior x ~ RegularisedHorseshoe(0.5, 2)", [3, 0.7], halfCauchy(3) + normal(0.7, 0, 1), {
      factor: "x",
      value: 0.5 * 2.4 * 0.7,
    }),
  ],
  SpikeAndSlab: [
    prior(
      "priors",
      "prior x ~ SpikeAndSlab(0.3, 0.1, 2)",
      [0.5],
      Math.log(0.7 * Math.exp(normal(0.5, 0, 0.1)) + 0.3 * Math.exp(normal(0.5, 0, 2))),
    ),
  ],
  Lasso: [prior("priors", "prior x ~ Lasso(0.4)", [-0.6], -0.6 / 0.4 - Math.log(0.8))],
  SmoothImage: [ofImage("SmoothImage(0.5, 2, 0.3)", around - (0.5 * squares) / 0.3 ** 2)],
  PatchyImage: [
    // The last row has none below it and the last column none beside it.
    ofImage("PatchyImage(0.5, 2, 3)", around - 3 * (length(2, 1) + length(1, 2))),
  ],
};

async function densityOf({
  module,
  statements,
  at,
}: Omit<Row, "logPrior" | "logLikelihood">): Promise<{ logPrior: number; logLikelihood: number }> {
  const scenario = await scenarioOf(`use "std/${module}"\n${statements}`);
  return densityAt(scenario, layoutOf(scenario), Float64Array.from(at), false);
}

for (const [name, cases] of Object.entries(rows))
  test(name, async () => {
    for (const row of cases) {
      const { logPrior, logLikelihood } = await densityOf(row);
      near([logPrior, logLikelihood], [row.logPrior, row.logLikelihood], 1e-13);
    }
  });

test("every distribution of the modules has a row here", () => {
  const folder = new URL("../../stdlib/", import.meta.url);
  const declared = readdirSync(folder).flatMap((file) =>
    [...readFileSync(new URL(file, folder), "utf8").matchAll(/^distribution (\w+)/gm)].map(([, name]) => name),
  );
  assert.equal(Object.keys(rows).sort(), declared.sort());
});

test("the width of the regularised horseshoe is that of the horseshoe near 0, and the slab far out", async () => {
  const valueAt = async (local: number) => {
    const statements = "prior x ~ RegularisedHorseshoe(0.01, 2)\nfactor x\ntarget x";
    return (await densityOf({ module: "priors", statements, at: [local, 1] })).logLikelihood;
  };
  near([await valueAt(1e-3)], [1e-5], 1e-10);
  near([await valueAt(1e9)], [2], 1e-10);
});

test.run();
