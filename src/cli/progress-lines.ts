/** The text of progress: a line with a bar for each chain on a terminal, one sentence elsewhere. */
import { formatCount, formatNumber, formatPercent, formatSeconds } from "./numbers.ts";
import type { ChainProgress } from "./progress-state.ts";

const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** A bar of `width` characters, filled to eighths of a character. */
export function bar(fraction: number, width: number): string {
  const filled = Math.round(Math.min(Math.max(fraction, 0), 1) * width * 8);
  const text = "█".repeat(Math.floor(filled / 8)) + eighths[filled % 8];
  return text.padEnd(width, " ");
}

const phases: Readonly<Record<ChainProgress["phase"], string>> = {
  warmup: "warm-up",
  sampling: "sampling",
  tempering: "tempering",
  climbing: "climbing",
};

/** What a record stands for: a chain, an island of particles, or a start of an optimiser. */
function nounOf(chain: ChainProgress | undefined): string {
  if (chain?.temperature !== undefined) return "island";
  return chain?.phase === "climbing" ? "start" : "chain";
}

/** Step size, acceptance and the like, of those the algorithm reports. */
function facts(chain: ChainProgress): string[] {
  const { step_size, acceptance, ancestors, log_density } = chain.statistics;
  return [
    chain.temperature === undefined ? undefined : `${chain.stages} stage${chain.stages === 1 ? "" : "s"}`,
    step_size === undefined ? undefined : `step ${formatNumber(step_size, 2)}`,
    acceptance === undefined ? undefined : `acceptance ${acceptance.toFixed(2)}`,
    log_density === undefined ? undefined : `log density ${formatNumber(log_density)}`,
    ancestors === undefined ? undefined : `ancestors ${formatCount(ancestors)}`,
    chain.divergences > 0 ? `${formatCount(chain.divergences)} divergent` : undefined,
  ].filter((fact) => fact !== undefined);
}

/** @param rounds chains of the same length that are to run behind this one */
function timeLeft(chain: ChainProgress, rounds = 0): string | undefined {
  if (chain.ended) return chain.done < 1 ? "stopped" : "done";
  if (chain.left === undefined) return undefined;
  const whole = chain.done < 1 ? chain.left / (1 - chain.done) : 0;
  return `${formatSeconds(Math.max(chain.left + rounds * whole, 0))} left`;
}

/** Chains beyond which one line stands for all of them. */
const most = 8;

/** One line a chain (or island) of those begun, none longer than `columns`; `expected` are to run in all. */
export function liveLines(chains: readonly ChainProgress[], columns: number, expected: number): string[] {
  if (chains.length > most) return [clip(`  ${sentence(chains, expected)}`, columns)];
  return chains.map((chain) => {
    const lead = chains.length > 1 ? `${nounOf(chain)} ${chain.chain + 1}  ` : "";
    const where =
      chain.temperature === undefined
        ? `${bar(chain.done, 20)} ${formatPercent(chain.done).padStart(5)}  ${phases[chain.phase].padEnd(8)}`
        : `temperature ${chain.temperature.toFixed(3)} ${bar(chain.done, 20)}`;
    // Time left first: on a narrow terminal the end of the line is cut.
    const rest = [timeLeft(chain), ...facts(chain)].filter((part) => part !== undefined);
    return clip(`  ${[lead + where, ...rest].join("   ")}`, columns);
  });
}

/** Mean of the fractions that are done; 0 before any chain was heard of. */
export function overall(chains: readonly ChainProgress[]): number {
  if (chains.length === 0) return 0;
  return chains.reduce((sum, chain) => sum + chain.done, 0) / chains.length;
}

/** All chains begun in one sentence: `40 %, 4 chains, sampling, acceptance 0.83, 12 s left`, the time until all expected have ended. */
export function sentence(chains: readonly ChainProgress[], expected: number): string {
  const going = chains.filter((chain) => !chain.ended);
  const behind = [...(going.length > 0 ? going : chains)].sort((a, b) => a.done - b.done)[0];
  const noun = nounOf(behind);
  const divergences = chains.reduce((sum, chain) => sum + chain.divergences, 0);
  const parts = [formatPercent(overall(chains)), `${chains.length} ${noun}${chains.length === 1 ? "" : "s"}`];
  if (behind !== undefined) {
    const temperature = behind.temperature === undefined ? "" : ` ${behind.temperature.toFixed(3)}`;
    const phase = behind.temperature === undefined ? phases[behind.phase] : "temperature";
    const waiting = Math.max(0, expected - chains.length);
    const left = timeLeft(behind, Math.ceil(waiting / Math.max(1, going.length)));
    parts.push(phase + temperature, ...facts({ ...behind, divergences }));
    if (left !== undefined) parts.push(left);
  }
  return parts.join(", ");
}

function clip(line: string, columns: number): string {
  // The last column stays free: some terminals wrap when it is written to.
  return line.length < columns ? line : line.slice(0, Math.max(columns - 1, 0));
}
