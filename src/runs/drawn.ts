/** The draws of a run as they were in memory, from its folder. */
import type { CheckedScenario } from "../language/checked.ts";
import { notARun } from "../language/diagnostics/command-line.ts";
import { fail } from "../language/diagnostics/make.ts";
import type { Drawn } from "../report/answers.ts";
import { outputNames } from "./names.ts";
import type { ChainDraws, StoredRun } from "./read.ts";

/**
 * Chains that have no draws are there, too, so that each has its number.
 * @throws DiagnosticError (PAL6010) where the draws are of other elements than the scenario has
 */
export function drawnOf(directory: string, { manifest, chains }: StoredRun, scenario: CheckedScenario): Drawn {
  const names = outputNames(scenario);
  for (const { chain, elements } of chains) {
    if (elements.length !== names.length || elements.some((name, i) => name !== names[i]))
      fail(notARun(directory, `the columns of chain-${chain + 1}.csv are not the elements of its scenario`));
  }
  const count = Math.max(0, ...chains.map(({ chain }) => chain + 1));
  const none = { targets: [], logDensities: [], statistics: {} };
  return {
    algorithm: manifest.algorithm[manifest.algorithm.length - 1],
    chains: Array.from({ length: count }, (_, number) => {
      const stored = chains.find(({ chain }) => chain === number);
      return stored === undefined ? none : inMemory(stored, names);
    }),
  };
}

function inMemory({ rows, draws, statistics }: ChainDraws, names: readonly string[]): Drawn["chains"][number] {
  const columns = names.map((name) => draws.get(name) ?? new Float64Array(rows));
  const { log_density, ...others } = Object.fromEntries([...statistics].map(([name, values]) => [name, [...values]]));
  return {
    targets: Array.from({ length: rows }, (_, row) => Float64Array.from(columns, (column) => column[row])),
    logDensities: log_density ?? [],
    statistics: others,
  };
}
