/** Radon in 12573 houses of 386 counties, bench/gradient/models/radon.pal: 391 parameters. */
import { radon } from "../../gradient/generate.ts";
import { inGroups } from "./groups.ts";
import { type ByHand, halfLogTwoPi } from "./hand.ts";

function data() {
  const made = radon();
  const numbers = (name: string) => {
    const column = made[name];
    return Array.isArray(column) ? Float64Array.from(column) : new Float64Array(0);
  };
  const county = Int32Array.from(numbers("county_idx"), (c) => c - 1);
  const counties = Number(made.J);
  // Normal(0, 10) and HalfNormal(1)
  const priors = -3 * (Math.log(10) + halfLogTwoPi) + 2 * (Math.log(2) - halfLogTwoPi);
  return {
    y: numbers("log_radon"),
    uranium: numbers("log_uppm"),
    floor: numbers("floor_measure"),
    county,
    counties,
    constant: priors - (county.length + counties) * halfLogTwoPi,
  };
}

function start(counties: number): Float64Array {
  return Float64Array.of(
    0.9,
    -1,
    0.6,
    -0.5,
    -0.3,
    ...Array.from({ length: counties }, (_, i) => 0.9 + 0.4 * Math.sin(i)),
  );
}

/** What does not depend on the houses; `squares` and the sums are of the residuals of the counties from their mean. */
function fillRest(position: Float64Array, out: Float64Array, counties: number, sum: number, squares: number): void {
  const mu = position[0];
  const sigma = Math.exp(position[1]);
  const b0 = position[2];
  const b1 = position[3];
  const precision = 1 / (sigma * sigma);
  const noise = Math.exp(position[4]);
  out[0] +=
    -0.005 * (mu * mu + b0 * b0 + b1 * b1) -
    0.5 * (sigma * sigma + noise * noise + squares * precision) +
    (1 - counties) * position[1] +
    position[4];
  out[1] = sum * precision - 0.01 * mu;
  out[2] = squares * precision - counties + 1 - sigma * sigma;
  out[3] -= 0.01 * b0;
  out[4] -= 0.01 * b1;
  out[5] += 1 - noise * noise;
}

/** Every house: the levels are read, and their derivatives added up, by the index of the county. */
export function radonHouses(): ByHand {
  const { y, uranium, floor, county, counties, constant } = data();
  const n = y.length;
  const fill = (position: Float64Array, out: Float64Array) => {
    const ys = y;
    const us = uranium;
    const fs = floor;
    const indices = county;
    const mu = position[0];
    const sigma = Math.exp(position[1]);
    const b0 = position[2];
    const b1 = position[3];
    const noise = Math.exp(position[4]);
    const precision = 1 / (noise * noise);
    const levels = 1 / (sigma * sigma);
    let squares = 0;
    let sum = 0;
    for (let c = 0; c < counties; c++) {
      const z = position[5 + c] - mu;
      squares += z * z;
      sum += z;
      out[6 + c] = -z * levels;
    }
    let misfit = 0;
    let d0 = 0;
    let d1 = 0;
    for (let i = 0; i < n; i++) {
      const c = indices[i];
      const r = ys[i] - position[5 + c] - b0 * us[i] - b1 * fs[i];
      misfit += r * r;
      d0 += r * us[i];
      d1 += r * fs[i];
      out[6 + c] += r * precision;
    }
    out[0] = constant - 0.5 * misfit * precision - n * position[4];
    out[3] = d0 * precision;
    out[4] = d1 * precision;
    out[5] = misfit * precision - n;
    fillRest(position, out, counties, sum, squares);
  };
  return { position: start(counties), fill };
}

/** A row a county, and two for how houses differ from the mean of their county. */
export function radonStatistics(): ByHand {
  const { y, uranium, floor, county, counties, constant } = data();
  const n = y.length;
  const counts = new Float64Array(counties);
  const uraniums = new Float64Array(counties);
  const floors = new Float64Array(counties);
  const means = new Float64Array(counties);
  for (let i = 0; i < n; i++) {
    const c = county[i];
    counts[c]++;
    uraniums[c] = uranium[i];
    floors[c] += floor[i];
    means[c] += y[i];
  }
  for (let c = 0; c < counties; c++) {
    floors[c] /= counts[c];
    means[c] /= counts[c];
  }
  let [ff, fy, yy] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [f, v] = [floor[i] - floors[county[i]], y[i] - means[county[i]]];
    ff += f * f;
    fy += f * v;
    yy += v * v;
  }
  const slope = fy / ff;
  const rest = yy - fy * slope;
  const fill = (position: Float64Array, out: Float64Array) => {
    const ns = counts;
    const us = uraniums;
    const fs = floors;
    const ms = means;
    const mu = position[0];
    const sigma = Math.exp(position[1]);
    const b0 = position[2];
    const b1 = position[3];
    const noise = Math.exp(position[4]);
    const precision = 1 / (noise * noise);
    const levels = 1 / (sigma * sigma);
    let squares = 0;
    let sum = 0;
    const within = slope - b1;
    let misfit = rest + ff * within * within;
    let d0 = 0;
    let d1 = ff * within;
    for (let c = 0; c < counties; c++) {
      const z = position[5 + c] - mu;
      squares += z * z;
      sum += z;
      const r = ms[c] - position[5 + c] - b0 * us[c] - b1 * fs[c];
      const g = ns[c] * r;
      misfit += g * r;
      d0 += g * us[c];
      d1 += g * fs[c];
      out[6 + c] = g * precision - z * levels;
    }
    out[0] = constant - 0.5 * misfit * precision - n * position[4];
    out[3] = d0 * precision;
    out[4] = d1 * precision;
    out[5] = misfit * precision - n;
    fillRest(position, out, counties, sum, squares);
  };
  return { position: start(counties), fill };
}

/** Houses county after county, by one of two errors: what a county needs is read once, its derivative is written once. */
function radonInCounties(fillOf: (data: CountyData) => ByHand["fill"]): ByHand {
  const made = radon();
  const { starts, columns } = inGroups(made, "county_idx", ["log_radon", "log_uppm", "floor_measure"]);
  const [y, uraniums, floor] = columns;
  const { counties, constant } = data();
  const uranium = Float64Array.from({ length: counties }, (_, c) => uraniums[starts[c]]);
  return { position: start(counties), fill: fillOf({ y, floor, uranium, starts, counties, constant }) };
}

interface CountyData {
  readonly y: Float64Array;
  readonly floor: Float64Array;
  /** Of each county. */
  readonly uranium: Float64Array;
  readonly starts: Int32Array;
  readonly counties: number;
  readonly constant: number;
}

export function radonSegments(): ByHand {
  return radonInCounties(({ y, floor, uranium, starts, counties, constant }) => {
    const n = y.length;
    return (position, out) => {
      const mu = position[0];
      const b0 = position[2];
      const b1 = position[3];
      const noise = Math.exp(position[4]);
      const precision = 1 / (noise * noise);
      const levels = Math.exp(-2 * position[1]);
      let [squares, sum, misfit, d0, d1] = [0, 0, 0, 0, 0];
      for (let c = 0; c < counties; c++) {
        const level = position[5 + c];
        const mean = level + b0 * uranium[c];
        const end = starts[c + 1];
        let own = 0;
        for (let i = starts[c]; i < end; i++) {
          const f = floor[i];
          const r = y[i] - mean - b1 * f;
          misfit += r * r;
          d1 += r * f;
          own += r;
        }
        d0 += own * uranium[c];
        const z = level - mu;
        squares += z * z;
        sum += z;
        out[6 + c] = own * precision - z * levels;
      }
      out[0] = constant - 0.5 * misfit * precision - n * position[4];
      out[3] = d0 * precision;
      out[4] = d1 * precision;
      out[5] = misfit * precision - n;
      fillRest(position, out, counties, sum, squares);
    };
  });
}

/** Student's t of four degrees of freedom: the logarithms of a county as one of a product. */
export function radonStudent(): ByHand {
  return radonInCounties(({ y, floor, uranium, starts, counties, constant }) => {
    const n = y.length;
    // log Gamma(5/2) - log Gamma(2) - log(4 pi) / 2, and what a normal error has instead
    const each = Math.log((3 * Math.sqrt(Math.PI)) / 4) - 0.5 * Math.log(4 * Math.PI) + halfLogTwoPi;
    return (position, out) => {
      const mu = position[0];
      const b0 = position[2];
      const b1 = position[3];
      const noise = Math.exp(position[4]);
      const width = 4 * noise * noise;
      const levels = Math.exp(-2 * position[1]);
      let [squares, sum, logs, weights, d0, d1] = [0, 0, 0, 0, 0, 0];
      let product = 1;
      for (let c = 0; c < counties; c++) {
        const level = position[5 + c];
        const mean = level + b0 * uranium[c];
        const end = starts[c + 1];
        let own = 0;
        for (let i = starts[c]; i < end; i++) {
          const f = floor[i];
          const r = y[i] - mean - b1 * f;
          const v = width + r * r;
          product *= v;
          if (product > 1e150 || product < 1e-150) {
            logs += Math.log(product);
            product = 1;
          }
          const w = r / v;
          weights += w * r;
          d1 += w * f;
          own += w;
        }
        d0 += own * uranium[c];
        const z = level - mu;
        squares += z * z;
        sum += z;
        out[6 + c] = 5 * own - z * levels;
      }
      logs += Math.log(product);
      out[0] = constant + n * (each - position[4]) - 2.5 * (logs - n * Math.log(width));
      out[3] = 5 * d0;
      out[4] = 5 * d1;
      out[5] = 5 * weights - n;
      fillRest(position, out, counties, sum, squares);
    };
  });
}
