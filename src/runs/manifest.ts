/** What a run folder says of the run: everything needed to know what was done, and to do it again. */
import { createHash } from "node:crypto";
import type { Construction } from "../inference/kernel.ts";

export type RunStatus = "running" | "complete" | "interrupted" | "budget" | "failed";

/** `manifest.json`. */
export interface Manifest {
  /** Of this file; grows when its fields change meaning. */
  readonly format: 1;
  /** Version of the package. */
  readonly palimpsest: string;
  readonly scenario: {
    readonly name: string;
    /** As given on the command line. */
    readonly file: string;
    readonly text: string;
    /** SHA-256 of the text, in hex. */
    readonly hash: string;
  };
  /** Hash of every file the scenario reads, by its name in the scenario. */
  readonly files: Readonly<Record<string, string>>;
  /** Hash of the weights of every black box, by its name. */
  readonly models: Readonly<Record<string, string>>;
  /** Name of the `infer` that ran. */
  readonly infer: string;
  /** Its steps with all options, defaults included. */
  readonly algorithm: readonly Construction[];
  readonly seed: number;
  /** Every param with the value in force. */
  readonly params: Readonly<Record<string, number | string>>;
  /** `--data`; absent: the scenario's own folder. */
  readonly data_dir?: string;
  /** `--infer`; absent: an `infer` of the scenario, or the default. */
  readonly infer_option?: string;
  /** The command that repeats the run. */
  readonly command: string;
  /** ISO 8601, UTC. */
  readonly started: string;
  /** Absent while it runs and after it was killed. */
  readonly finished?: string;
  readonly status: RunStatus;
  /** Why it failed, or which budget was used up. */
  readonly reason?: string;
  /** Input rows that black boxes answered. */
  readonly queries: number;
}

/** What is known when a run starts; the store adds the rest. */
export type ManifestStart = Omit<
  Manifest,
  "format" | "scenario" | "started" | "finished" | "status" | "reason" | "queries"
> & {
  readonly scenario: Omit<Manifest["scenario"], "hash">;
};

/** The manifest as it stands while the run goes on. */
export function startManifest(start: ManifestStart, now: Date): Manifest {
  const hash = createHash("sha256").update(start.scenario.text, "utf8").digest("hex");
  return {
    format: 1,
    ...start,
    scenario: { ...start.scenario, hash },
    started: now.toISOString(),
    status: "running",
    queries: 0,
  };
}
