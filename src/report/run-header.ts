/** What every summary of a run says of it, whatever was looked for. */
import type { CheckedScenario, Infer } from "../language/checked.ts";

export interface RunIdentity {
  readonly scenario: string;
  /** Name of the `infer` that ran. */
  readonly infer: string;
  readonly algorithm: string;
  readonly seed: number;
}

export interface RunHeader extends RunIdentity {
  readonly seconds: number;
  /** Rows asked of black boxes in all. */
  readonly queries: number;
  readonly complete: boolean;
  readonly warnings: readonly string[];
}

/** @param algorithm of the step whose result is summarised */
export function identityOf(scenario: CheckedScenario, infer: Infer, algorithm: string, seed: number): RunIdentity {
  return { scenario: scenario.name, infer: infer.name, algorithm, seed };
}
