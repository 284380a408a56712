/** The scores of 434 children on those of their mothers, models/posteriordb/kidscore_momiq. */
import { posteriorData } from "../scenario.ts";
import { type ByHand, halfLogTwoPi, logHalfCauchy } from "./hand.ts";
import { triangleOf } from "./triangle.ts";

const position = Float64Array.of(20, 0.7, 2.9);

function data() {
  const { numbers } = posteriorData("kidscore_momiq");
  const x = Float64Array.from(numbers("mom_iq"));
  const y = Float64Array.from(numbers("kid_score"));
  return { x, y, n: y.length, constant: logHalfCauchy(2.5) - y.length * halfLogTwoPi };
}

/** Every child. */
export function regression(): ByHand {
  const { x, y, n, constant } = data();
  const fill = (position: Float64Array, out: Float64Array) => {
    const alpha = position[0];
    const beta = position[1];
    const logSigma = position[2];
    const sigma = Math.exp(logSigma);
    const precision = 1 / (sigma * sigma);
    let squares = 0;
    let sum = 0;
    let moment = 0;
    for (let i = 0; i < n; i++) {
      const r = y[i] - alpha - beta * x[i];
      squares += r * r;
      sum += r;
      moment += r * x[i];
    }
    const q = sigma * sigma * 0.16;
    out[0] = constant - 0.5 * squares * precision - n * logSigma - Math.log1p(q) + logSigma;
    out[1] = sum * precision;
    out[2] = moment * precision;
    out[3] = squares * precision - n - (2 * q) / (1 + q) + 1;
  };
  return { position, fill };
}

/** Three rows that say the same as all children. */
export function regressionOfStatistics(): ByHand {
  const { x, y, n, constant } = data();
  const [r00, r01, r02, , r11, r12, , , r22] = triangleOf([new Float64Array(n).fill(1), x, y]);
  const rest = r22 * r22;
  const fill = (position: Float64Array, out: Float64Array) => {
    const logSigma = position[2];
    const sigma = Math.exp(logSigma);
    const precision = 1 / (sigma * sigma);
    const first = r02 - r00 * position[0] - r01 * position[1];
    const second = r12 - r11 * position[1];
    const squares = rest + first * first + second * second;
    const q = sigma * sigma * 0.16;
    out[0] = constant - 0.5 * squares * precision - n * logSigma - Math.log1p(q) + logSigma;
    out[1] = first * r00 * precision;
    out[2] = (first * r01 + second * r11) * precision;
    out[3] = squares * precision - n - (2 * q) / (1 + q) + 1;
  };
  return { position, fill };
}
