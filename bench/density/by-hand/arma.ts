/** ARMA(1, 1) on 200 numbers, models/posteriordb/arma11. */
import { posteriorData } from "../scenario.ts";
import type { ByHand } from "./hand.ts";

/** The errors once forward, their adjoints once back. */
export function arma(): ByHand {
  const y = Float64Array.from(posteriorData("arma11").numbers("y"));
  const n = y.length;
  const errors = new Float64Array(n);
  const constant = -0.5 * (n + 3) * Math.log(2 * Math.PI) - Math.log(40) + Math.log(2 / (2.5 * Math.PI));
  const fill = (position: Float64Array, out: Float64Array) => {
    const mu = position[0];
    const phi = position[1];
    const theta = position[2];
    const sigma = Math.exp(position[3]);
    const precision = 1 / (sigma * sigma);
    let error = y[0] - mu - phi * mu;
    errors[0] = error;
    let squares = error * error;
    for (let t = 1; t < n; t++) {
      error = y[t] - (mu + phi * y[t - 1]) - theta * error;
      errors[t] = error;
      squares += error * error;
    }
    let back = 0;
    let dMu = 0;
    let dPhi = 0;
    let dTheta = 0;
    for (let t = n - 1; t > 0; t--) {
      back = errors[t] - theta * back;
      dMu += back;
      dPhi += back * y[t - 1];
      dTheta += back * errors[t - 1];
    }
    back = errors[0] - theta * back;
    dMu += back * (1 + phi);
    dPhi += back * mu;
    const q = sigma * sigma * 0.16;
    const priors = -0.005 * mu * mu - 0.125 * (phi * phi + theta * theta) - Math.log1p(q);
    out[0] = constant - 0.5 * precision * squares + (1 - n) * position[3] + priors;
    out[1] = precision * dMu - 0.01 * mu;
    out[2] = precision * dPhi - 0.25 * phi;
    out[3] = precision * dTheta - 0.25 * theta;
    out[4] = precision * squares + 1 - n - (2 * q) / (1 + q);
  };
  return { position: Float64Array.of(0.3, 0.9, -0.1, -1.8), fill };
}
