/** R-hat, effective sizes and Monte Carlo errors against ArviZ 0.23.4 (az.ess, az.rhat, az.mcse) on chains that any language can rebuild. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { bulkSize, effectiveSize, mcseMean, mcseSd, tailSize } from "../../src/diagnostics/ess.ts";
import { rhat } from "../../src/diagnostics/rhat.ts";
import { splitChains } from "../../src/diagnostics/split.ts";
import { summarise } from "../../src/diagnostics/summary.ts";

/**
 * AR(1) chains one after the other: x = phi x + (sum of 12 uniforms - 6), + shift * chain, with uniforms s / 2^31 of the generator
 * s = (1103515245 s + 12345) mod 2^31. Sums run in the order written, so that the reference program has the same bits.
 */
function chains(seed: number, phi: number, n: number, m: number, shift: number): number[][] {
  let s = seed;
  const uniform = (): number => {
    s = (Math.imul(1103515245, s) + 12345) & 0x7fffffff;
    return s / 2 ** 31;
  };
  return Array.from({ length: m }, (_, c) => {
    let x = 0;
    return Array.from({ length: n }, () => {
      let z = 0;
      for (let k = 0; k < 12; k++) z += uniform();
      x = phi * x + (z - 6);
      return x + shift * c;
    });
  });
}

const cases = [
  {
    name: "independent",
    draws: chains(1, 0, 200, 4, 0),
    bulk: 869.0027744294633,
    tail: 821.8179412499665,
    size: 862.9103367733546,
    rhat: 1.0008201272654844,
    mcse: 0.0341695211456544,
    mcseSd: 0.023009359016313985,
  },
  {
    name: "slow",
    draws: chains(2, 0.9, 500, 4, 0),
    bulk: 163.8867465744624,
    tail: 319.44225062231516,
    size: 163.24204949644744,
    rhat: 1.0209300063904765,
    mcse: 0.17205963528222393,
    mcseSd: 0.10219276219122868,
  },
  {
    name: "antithetic",
    draws: chains(3, -0.6, 300, 3, 0),
    bulk: 2658.8182584953925,
    tail: 772.9730946989968,
    size: 2658.8182584953925,
    rhat: 1.0037880046898005,
    mcse: 0.024592216927103536,
    mcseSd: 0.03853390945397744,
  },
  {
    name: "shifted, odd length",
    draws: chains(4, 0.3, 251, 4, 0.4),
    bulk: 26.542154108127,
    tail: 620.0095226001295,
    size: 26.412440442666465,
    rhat: 1.1089591272455208,
    mcse: 0.2277234190815222,
    mcseSd: 0.028357105626488067,
  },
  {
    name: "so slow that lags come from the FFT",
    draws: chains(5, 0.995, 1000, 2, 0),
    bulk: 8.997324729266737,
    tail: 43.13954913568536,
    size: 8.258565594449585,
    rhat: 1.1913938881757615,
    mcse: 2.9499165314142997,
    mcseSd: 1.08031330292446,
  },
  {
    name: "one chain",
    draws: chains(6, 0.5, 400, 1, 0),
    bulk: 150.78045723146826,
    tail: 284.2043435222844,
    size: 151.90111438778717,
    rhat: undefined,
    mcse: 0.09349736227714395,
    mcseSd: 0.04674399865891925,
  },
];

/** Rounding only: the estimators are the same, sums run in another order. */
function near(actual: number, expected: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= 1e-8 * Math.abs(expected), `${what}: ${actual}, ArviZ has ${expected}`);
}

for (const { name, draws, bulk, tail, size, rhat: reference, mcse, mcseSd: sdError } of cases) {
  test(`agrees with ArviZ: ${name}`, () => {
    near(bulkSize(draws), bulk, "bulk");
    near(tailSize(draws), tail, "tail");
    near(effectiveSize(splitChains(draws)), size, "mean");
    near(mcseMean(draws), mcse, "mcse of the mean");
    near(mcseSd(draws), sdError, "mcse of the sd");
    if (reference !== undefined) near(rhat(draws), reference, "rhat");
  });
}

test("ties get average ranks, as in ArviZ", () => {
  const draws = chains(7, 0.5, 200, 4, 0).map((chain) => chain.map((x) => Math.floor(2 * x)));
  near(bulkSize(draws), 259.0253966370213, "bulk");
  near(tailSize(draws), 417.25198530525984, "tail");
  near(rhat(draws), 1.0050862650364754, "rhat");
});

test("a summary has moments of all draws and says NaN where nothing can be said", () => {
  const { mean, sd, q05, q50, q95 } = summarise([
    [1, 2, 3, 4, 5],
    [6, 7, 8, 9, 10, 11],
  ]);
  assert.is(mean, 6);
  near(sd, Math.sqrt(11), "sd");
  assert.equal([q05, q50, q95], [1.5, 6, 10.5]);
  const few = summarise([[1, 2]]);
  assert.ok(Number.isNaN(few.rhat) && Number.isNaN(few.ess_bulk));
  assert.ok(Number.isNaN(summarise([[1, 2, 3, 4, 5, Number.NaN, 7, 8]]).ess_bulk));
  assert.ok(Number.isNaN(summarise([]).mean));
});

test.run();
