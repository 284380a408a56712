/** The commands: what each is given, and where its implementation is loaded from once it is asked for. */
import type { Target } from "../emit/target.ts";
import type { CommandWords } from "./completion/describe.ts";
import type { Shell } from "./completion/shells.ts";
import type { Stage } from "./explain/stages.ts";
import type { Io } from "./io.ts";
import type { Template } from "./templates.ts";

/** Taken by every command that reads a scenario. */
export interface ScenarioOptions {
  /** Values of params by name, from `--set NAME=VALUE`: numbers where they read as numbers. */
  readonly set: Readonly<Record<string, number | string>>;
  /** Folder of the scenario's data files; absent: the scenario's own. */
  readonly data?: string;
  /** Whether modules that the scenario names as models may run. */
  readonly allowCode?: boolean;
}

export interface CheckOptions extends ScenarioOptions {
  /** Warn of what is legal and rarely best, too. */
  readonly pedantic: boolean;
}

export interface RunOptions extends ScenarioOptions {
  /** As written: the name of an `infer`, or an algorithm with options like `nuts(draws=500)`. */
  readonly infer?: string;
  readonly seed?: number;
  /** Folder to make for the run; absent: the next free one below `runs/`. */
  readonly out?: string;
  /** One JSON object on stdout in place of tables. */
  readonly json: boolean;
  /** Worker threads at most; absent: as many as there are cores. */
  readonly workers?: number;
  /** Show every row of the summary. */
  readonly all: boolean;
  /** What densities are emitted as; absent: what the cost model finds best. */
  readonly emit?: Target;
  /** File of `pal calibrate`: how probable it is that a candidate is a match. */
  readonly calibration?: string;
}

export interface CalibrateOptions {
  /** File for what was learnt; absent: it is only shown. */
  readonly out?: string;
  readonly json: boolean;
}

export interface PicturesOptions {
  /** Folder for the pictures, or `-` for the standard output; absent: where the run has them. */
  readonly out?: string;
  /** The one target to draw; absent: all that are pictures. */
  readonly target?: string;
  /** Dots along the side of a pixel. */
  readonly scale?: number;
  /** Pictures side by side. */
  readonly columns?: number;
  /** Folder of the scenario's data files; absent: that of the run. */
  readonly data?: string;
  readonly allowCode: boolean;
}

export interface DensityOptions extends ScenarioOptions {
  /** Constrained values by latent; absent ones are for the command to choose. */
  readonly at?: Readonly<Record<string, unknown>>;
  readonly json: boolean;
}

export interface RecoverOptions extends ScenarioOptions {
  /** How many data sets to simulate. */
  readonly n: number;
  readonly infer?: string;
  readonly seed?: number;
  readonly json: boolean;
  readonly workers?: number;
}

export interface SweepOptions extends ScenarioOptions {
  /** As written: `shift=0:3:0.25`, `seed=1,2,3`. */
  readonly vary: readonly string[];
  readonly infer?: string;
  readonly seed?: number;
  /** How many combinations run at a time; absent: as many as there are cores. */
  readonly jobs?: number;
  /** File for the table, continued where it stopped; absent: none. */
  readonly out?: string;
  readonly json: boolean;
}

export interface ExplainOptions extends ScenarioOptions {
  /** Show what this stage of the compiler made; absent: a summary of all. */
  readonly stage?: Stage;
  /** The model as LaTeX. */
  readonly math: boolean;
  /** What the shown programs are emitted as; absent: what the cost model finds best. */
  readonly emit?: Target;
  readonly infer?: string;
}

export interface FormatOptions {
  /** Change nothing: fail where the layout differs. */
  readonly check: boolean;
  /** Print instead of writing the file. */
  readonly stdout: boolean;
}

/** Systems that a scenario can be printed for. */
export const emitted = ["stan", "webppl"] as const;

export interface EmitOptions extends ScenarioOptions {
  readonly to?: (typeof emitted)[number];
  /** File for the program; absent: stdout. */
  readonly out?: string;
  /** File for the data that the program reads. */
  readonly dataOut?: string;
}

export interface NewOptions {
  readonly template: Template;
}

export interface CompletionOptions {
  /** All commands there are. */
  readonly commands: readonly CommandWords[];
}

/** Runs a command on a scenario file (or on what its first word names); resolves to the exit code. Throws DiagnosticError for what the user did wrong. */
export type Command<Options, Word = string> = (word: Word, options: Options, io: Io) => Promise<number>;

/** How each command's implementation is loaded. */
export interface Loaders {
  readonly check: () => Promise<Command<CheckOptions>>;
  readonly run: () => Promise<Command<RunOptions>>;
  readonly density: () => Promise<Command<DensityOptions>>;
  readonly recover: () => Promise<Command<RecoverOptions>>;
  readonly sweep: () => Promise<Command<SweepOptions>>;
  readonly explain: () => Promise<Command<ExplainOptions>>;
  readonly new: () => Promise<Command<NewOptions>>;
  readonly completion: () => Promise<Command<CompletionOptions, Shell>>;
  readonly emit: () => Promise<Command<EmitOptions>>;
  readonly fmt: () => Promise<Command<FormatOptions>>;
  readonly pictures: () => Promise<Command<PicturesOptions>>;
  readonly calibrate: () => Promise<Command<CalibrateOptions, readonly string[]>>;
}

/** Exit codes of `pal`. */
export const exitCode = {
  ok: 0,
  /** A bug in this program. */
  internal: 1,
  /** Something is wrong with the command line, the scenario, its data or its models. */
  badInput: 2,
  /** Ctrl-C, after what was drawn has been kept. */
  interrupted: 130,
} as const;
