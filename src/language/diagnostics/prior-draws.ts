/** What two mistakes about draws of the prior share: tempering begins with them. */
import type { Diagnostic } from "../diagnostic.ts";
import type { Span } from "../source.ts";
import { error, type Place, warning } from "./make.ts";

/** A latent whose prior draws an algorithm needs and has not. */
export interface WithoutDraws {
  readonly algorithm: string;
  readonly latent: string;
  readonly distribution: string;
  /** The latent's prior. */
  readonly declared: Span;
  /** Whether this `infer` is the one that would run; another one is only warned about. */
  readonly runs: boolean;
}

/** @param lack behind "begins with draws of the prior, and" */
export function withoutPriorDraws(
  code: string,
  place: Place,
  { algorithm, declared, runs }: WithoutDraws,
  lack: string,
  remedy: string,
  text: string,
): Diagnostic {
  const report = runs ? error : warning;
  const diagnostic = report(code, `${algorithm} begins with draws of the prior, and ${lack}`, place, "", [remedy]);
  return { ...diagnostic, labels: [...diagnostic.labels, { span: declared, text }] };
}
