/** On what, beside what load and when numbers were measured. */
import { execFileSync } from "node:child_process";
import { cpus, loadavg } from "node:os";

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  /** Load averages over a minute, at the start and at the end. */
  readonly loads: readonly number[];
  readonly node: string;
  readonly commit: string;
  readonly date: string;
}

export function describeMachine(loadAtStart: number): Machine {
  return {
    processor: cpus()[0].model,
    cores: cpus().length,
    loads: [loadAtStart, loadNow()],
    node: process.version,
    commit: execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim(),
    date: new Date().toISOString().slice(0, 10),
  };
}

export function loadNow(): number {
  return loadavg()[0];
}
