/** Errors of algorithms as plain data, so that they cross between threads. */
import { ImproperPrior, StartNotFound } from "../inference/start.ts";
import type { JobFailure } from "./messages.ts";

/** Thrown in the main thread when a job cannot go on. */
export class JobFailed extends Error {
  constructor(readonly failure: JobFailure) {
    super("message" in failure ? failure.message : failure.kind);
    this.name = "JobFailed";
  }
}

export function failureOf(problem: unknown): JobFailure {
  if (problem instanceof StartNotFound) {
    return { kind: "start", chain: problem.chain, position: problem.position, message: problem.message };
  }
  if (problem instanceof ImproperPrior) return { kind: "improper" };
  if (problem instanceof Error) return { kind: "bug", message: problem.message, stack: problem.stack };
  return { kind: "bug", message: String(problem) };
}
