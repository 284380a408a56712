/** Eight schools, non-centred, models/eight_schools: 10 parameters. */
import type { ByHand } from "./hand.ts";

export const effects = [28, 8, -3, 7, -1, 1, 18, 12];
export const errors = [15, 10, 16, 11, 9, 11, 10, 18];

/** Variances, shared adjoints. */
export function eightSchoolsByHand(): ByHand {
  const variances = Float64Array.from(errors, (s) => 1 / (s * s));
  const data = Float64Array.from(effects);
  let constant = Math.log(2 / (5 * Math.PI)) - 9 * 0.5 * Math.log(2 * Math.PI) - Math.log(5);
  for (const s of errors) constant -= Math.log(s) + 0.5 * Math.log(2 * Math.PI);
  const fill = (position: Float64Array, out: Float64Array) => {
    const mu = position[0];
    const tau = Math.exp(position[1]);
    let squares = 0;
    let likelihood = 0;
    let dMu = 0;
    let dTau = 0;
    for (let i = 0; i < 8; i++) {
      const z = position[2 + i];
      const r = data[i] - mu - tau * z;
      const g = r * variances[i];
      likelihood += g * r;
      squares += z * z;
      dMu += g;
      dTau += g * z;
      out[3 + i] = g * tau - z;
    }
    const q = tau * tau * 0.04;
    out[0] = constant - 0.5 * (squares + likelihood + mu * mu * 0.04) - Math.log1p(q) + position[1];
    out[1] = dMu - mu * 0.04;
    out[2] = dTau * tau - (2 * q) / (1 + q) + 1;
  };
  return { position: Float64Array.from({ length: 10 }, (_, i) => Math.sin(i + 1)), fill };
}
