/** Women of 386 districts who use contraception or do not, bench/gradient/models/contraception.pal: 777 parameters. */
import { contraception } from "../../gradient/generate.ts";
import { exp } from "./exponential.ts";
import { inGroups } from "./groups.ts";
import { type ByHand, halfLogTwoPi } from "./hand.ts";

/** Women district after district: what a district needs is read once, its derivatives are added up in locals and written once. */
export function contraceptionInDistricts(): ByHand {
  const made = contraception();
  const { starts, groups, columns } = inGroups(made, "district_idx", ["urban", "age", "uses"]);
  const [urban, age, uses] = columns;
  // an answer turns the sign of its row
  const sign = uses.map((y) => (y === 1 ? 1 : -1));
  const signedUrban = urban.map((x, i) => x * sign[i]);
  const signedAge = age.map((x, i) => x * sign[i]);
  const constant = -2 * Math.log(2) + 2 * Math.log(2) - (5 + 2 * groups) * halfLogTwoPi;
  const fill = (position: Float64Array, out: Float64Array) => {
    const mu = position[0];
    const muTown = position[1];
    const sigma = exp(position[2]);
    const sigmaTown = exp(position[3]);
    const beta = position[4];
    const precision = 1 / (sigma * sigma);
    const precisionTown = 1 / (sigmaTown * sigmaTown);
    let sum = 0;
    let sumTown = 0;
    let squares = 0;
    let squaresTown = 0;
    let total = 0;
    let product = 1;
    let dAge = 0;
    for (let g = 0; g < groups; g++) {
      const level = position[5 + g];
      const town = position[5 + groups + g];
      let dLevel = 0;
      let dTown = 0;
      const end = starts[g + 1];
      for (let i = starts[g]; i < end; i++) {
        const s = sign[i];
        const su = signedUrban[i];
        const sa = signedAge[i];
        const t = level * s + town * su + beta * sa;
        const e = exp(-Math.abs(t));
        const u = 1 + e;
        product *= u;
        if (product > 1e150) {
          total -= Math.log(product);
          product = 1;
        }
        total += Math.min(t, 0);
        const w = (t > 0 ? e : 1) / u;
        dLevel += w * s;
        dTown += w * su;
        dAge += w * sa;
      }
      const z = level - mu;
      const zTown = town - muTown;
      sum += z;
      sumTown += zTown;
      squares += z * z;
      squaresTown += zTown * zTown;
      out[6 + g] = dLevel - z * precision;
      out[6 + groups + g] = dTown - zTown * precisionTown;
    }
    total -= Math.log(product);
    out[0] =
      constant +
      total -
      0.125 * (mu * mu + muTown * muTown) -
      0.5 * (sigma * sigma + sigmaTown * sigmaTown + beta * beta + squares * precision + squaresTown * precisionTown) +
      (1 - groups) * (position[2] + position[3]);
    out[1] = sum * precision - 0.25 * mu;
    out[2] = sumTown * precisionTown - 0.25 * muTown;
    out[3] = squares * precision - groups + 1 - sigma * sigma;
    out[4] = squaresTown * precisionTown - groups + 1 - sigmaTown * sigmaTown;
    out[5] = dAge - beta;
  };
  const effects = Array.from({ length: 2 * groups }, (_, i) => (i < groups ? -0.7 : 0.7) + 0.4 * Math.sin(i));
  return { position: Float64Array.of(-0.7, 0.7, -0.9, -1.1, -0.2, ...effects), fill };
}
