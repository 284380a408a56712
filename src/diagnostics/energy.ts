/** E-BFMI: whether momentum refreshes move Hamiltonian chains between energies fast enough (Betancourt 2016, arXiv:1604.00695). */
import { mean } from "./moments.ts";

/** sum (E_i - E_{i-1})^2 / sum (E_i - mean E)^2 of one chain's energies; below 0.3 is low. NaN for fewer than 2 draws. */
export function energyFraction(energies: ArrayLike<number>): number {
  const centre = mean(energies);
  let jumps = 0;
  let spread = 0;
  for (let i = 0; i < energies.length; i++) {
    if (i > 0) jumps += (energies[i] - energies[i - 1]) ** 2;
    spread += (energies[i] - centre) ** 2;
  }
  return jumps / spread;
}
