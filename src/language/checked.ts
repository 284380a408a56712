/**
 * The checked scenario: names resolved, shapes known, data read, access granted. Its expressions are tensor nodes with
 * named axes; nothing of the text is left but the spans that messages point at.
 */
import type { LoadedModel } from "../blackbox/provider.ts";
import type { Distribution } from "../distributions/distribution.ts";
import type { Construction } from "../inference/kernel.ts";
import type { Node } from "../tensor/node.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { Source, Span } from "./source.ts";

/** One axis of a value; axes without a name are anonymous (DESIGN 1.3). */
export interface Axis {
  readonly name?: string;
  readonly size: number;
}

/** A tensor with named axes: `axes[i].size === node.shape[i]`. */
export interface Value {
  readonly node: Node;
  readonly axes: readonly Axis[];
}

export interface Dim {
  readonly name: string;
  readonly size: number;
  readonly labels?: readonly string[];
  readonly span: Span;
}

/** A distribution with its arguments broadcast to [...batch, ...event axes of the parameter]. */
export interface Applied {
  readonly distribution: Distribution;
  readonly args: readonly Node[];
  /** The axes of independent repeats; the event's axes follow them in the value. */
  readonly batch: readonly Axis[];
  /** Of the distribution call. */
  readonly span: Span;
  /** One for each argument as written. */
  readonly argSpans: readonly Span[];
}

/** Something known under a name: `data`, or a `let` (which may depend on latents). */
export interface NamedValue {
  readonly kind: "data" | "let";
  readonly name: string;
  readonly value: Value;
}

/** A latent quantity. In expressions it is an `input` node of the buffer `latent:NAME`, holding the constrained value. */
export interface Latent {
  readonly name: string;
  readonly axes: readonly Axis[];
  readonly node: Node;
  readonly prior: Applied;
  /** Of the whole statement. */
  readonly span: Span;
  readonly nameSpan: Span;
}

export interface Observation {
  /** The observed expression as written, for messages and predictive checks: `seen`. */
  readonly text: string;
  readonly axes: readonly Axis[];
  /** Depends on no latent and no box. */
  readonly value: Node;
  readonly likelihood: Applied;
  readonly span: Span;
  readonly valueSpan: Span;
}

export interface Factor {
  /** Any shape; its sum is added to the log likelihood. */
  readonly value: Value;
  readonly span: Span;
}

export type Access = "labels" | "scores" | "explanations" | "parameters";

/** A declared black box. Expressions hold `call` nodes naming it; importing the net happens later. */
export interface Box {
  readonly name: string;
  readonly model: LoadedModel;
  readonly provider: Construction;
  readonly access: ReadonlySet<Access>;
  /** Rows a run may ask for; absent: no limit. */
  readonly budget?: number;
  readonly budgetSpan?: Span;
  readonly inputAxes: readonly Axis[];
  readonly outputAxes: readonly Axis[];
  readonly outputElement: "real" | "simplex";
  readonly span: Span;
  /** Of the access list, or of the provider when none was written. */
  readonly accessSpan: Span;
}

export interface Target extends Value {
  readonly name: string;
  readonly span: Span;
}

/** `truth x` or `control x as name`: what a target is scored against after the run; inference never sees it. */
export interface Comparison extends Value {
  readonly target: string;
  /** The name of a control; "truth" for the truth. */
  readonly name: string;
  readonly span: Span;
}

export interface Infer {
  readonly name: string;
  readonly steps: readonly Construction[];
  readonly span: Span;
  /** Of the algorithm's name, one for each step. */
  readonly stepSpans: readonly Span[];
}

export interface CheckedScenario {
  readonly source: Source;
  readonly name: string;
  readonly documentation?: string;
  readonly dims: ReadonlyMap<string, Dim>;
  /** Knobs with the value in force. */
  readonly params: ReadonlyMap<string, number | string>;
  readonly boxes: ReadonlyMap<string, Box>;
  /** In the order of declaration; nothing depends on this list, it is for people. */
  readonly values: readonly NamedValue[];
  /** In the order of declaration: a prior refers only to latents before it. */
  readonly latents: readonly Latent[];
  readonly observations: readonly Observation[];
  readonly factors: readonly Factor[];
  readonly targets: readonly Target[];
  readonly truths: readonly Comparison[];
  readonly controls: readonly Comparison[];
  /** Never empty: without an `infer` statement, the default for the access there is. */
  readonly infers: readonly Infer[];
  /** Hash of every file read, by the name in the scenario, for the manifest. */
  readonly files: ReadonlyMap<string, string>;
  readonly warnings: readonly Diagnostic[];
}
