/**
 * The checked scenario: names resolved, shapes known, data read, access granted. Its expressions are tensor nodes with
 * named axes; nothing of the text is left but the spans that messages point at.
 */
import type { ParameterLayout } from "../blackbox/parameters.ts";
import type { LoadedModel } from "../blackbox/provider.ts";
import type { Net } from "../blackbox/tfjs/net.ts";
import type { Distribution } from "../distributions/distribution.ts";
import type { Construction } from "../inference/kernel.ts";
import type { States } from "../tensor/discrete/variables.ts";
import type { Node, Shape } from "../tensor/node.ts";
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
  /** Set where its elements are pixels: `dim pixel = image(28, 28)`. */
  readonly picture?: Picture;
  readonly span: Span;
}

/** Rows, columns and channels of a picture; the channels of a pixel stand together, pixels row by row. */
export type Picture = readonly [rows: number, columns: number, channels: number];

/** A distribution with its arguments broadcast to [...batch, ...event axes of the parameter]. */
export interface Applied {
  readonly distribution: Distribution;
  readonly args: readonly Node[];
  /** The axes of independent repeats; the event's axes follow them in the value. */
  readonly batch: readonly Axis[];
  readonly event: readonly Axis[];
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

/** A subspace of the last axis of a latent, which is x = z basis there; bounds of its prior become a penalty. */
export interface Subspace {
  /** [inputs, units]: the basis is its first left singular vectors, so many as `rank`; inputs are the size of the last axis. */
  readonly weights: Float64Array;
  readonly inputs: number;
  readonly units: number;
  readonly rank: number;
  /** Times the squares of what lies beyond the bounds is taken off the log density. */
  readonly penalty: number;
}

/** A latent quantity. In expressions it is an `input` node of the buffer `latent:NAME`, holding the constrained value. */
export interface Latent {
  readonly name: string;
  readonly axes: readonly Axis[];
  readonly node: Node;
  readonly prior: Applied;
  /** What each element of a discrete latent may be; absent where that has no known bounds. */
  readonly states?: States;
  /** The dim whose labels are the categories of a discrete latent, where it has such. */
  readonly categories?: string;
  /** Of the whole statement. */
  readonly span: Span;
  readonly nameSpan: Span;
  /** Set for missing values of the data of this name. */
  readonly isMissing?: true;
  /** Set where the algorithm that runs keeps it in a subspace. */
  readonly within?: Subspace;
  /**
   * Of missing data whose distribution reads earlier elements of the same data: their events are drawn in these runs, one
   * after the other, each up to the event that is named here.
   */
  readonly runs?: readonly number[];
  /** Set where its prior is only where draws begin: factors hold the density that is meant, as in `density(x => ..)`. */
  readonly isReference?: true;
  /**
   * Set where a loop declares it: its prior may depend on earlier elements of itself and of the other latents of that loop, in
   * the order of the indices at `places`, the outermost loop's first.
   */
  readonly rounds?: { readonly loop: number; readonly places: readonly number[] };
}

export interface Observation {
  /** The observed expression as written, for messages and predictive checks: `seen`. */
  readonly text: string;
  readonly axes: readonly Axis[];
  /** Depends on no latent and no box, unless events of it are missing in part. */
  readonly value: Node;
  readonly likelihood: Applied;
  readonly span: Span;
  readonly valueSpan: Span;
  /** Where the elements of `value` stand in what is observed, when some of that is missing and left out here. */
  readonly places?: { readonly shape: Shape; readonly positions: readonly number[] };
  /** Set where the likelihood reads missing elements of the very data that are observed: a recursion. */
  readonly readsItself?: true;
  /** Set where events are missing in part: their missing elements are latents. */
  readonly partial?: PartlyMissing;
}

/** Latents that stand in an observed value. Their prior is what the likelihood says of each of them alone. */
export interface PartlyMissing {
  /** The numbers that are known, row-major; NaN where a latent stands. */
  readonly data: Float64Array;
  /** Flat positions of the latent elements in the value, and which elements of `latent` they are. */
  readonly positions: readonly number[];
  readonly elements: readonly number[];
  /** The node of the latent, [count]. */
  readonly latent: Node;
  /** Log densities that the priors of the latent elements count already; the likelihood is taken less these. */
  readonly counted: Node;
}

/** Missing data: each element becomes an output quantity under the name it has in the data. */
export interface Imputed {
  readonly name: string;
  readonly shape: Shape;
  /** Flat positions of the missing elements, increasing. */
  readonly positions: readonly number[];
  /** The latent that holds them, in that order; or the distribution that whole missing events are drawn from. */
  readonly from: { readonly latent: Node } | { readonly drawn: Applied };
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

/** A net whose weights are latent: a latent of its name holds them, [parameter(N)]. */
export interface Network {
  readonly name: string;
  readonly net: Net;
  readonly parameters: ParameterLayout;
  readonly inputAxes: readonly Axis[];
  readonly outputAxes: readonly Axis[];
  readonly outputElement: "real" | "simplex";
  /** `1-16(tanh)-1, 49 weights` */
  readonly description: string;
  /** Of `[auto]`: the only hidden width is to be found, and stands as 0 in net and parameters. */
  readonly auto?: Span;
  readonly span: Span;
  readonly nameSpan: Span;
}

export interface Target extends Value {
  readonly name: string;
  /** Of a network: what its elements are called. */
  readonly parameters?: ParameterLayout;
  readonly span: Span;
}

/** What rows of a matched truth are compared by. */
export type MatchMetric = "ncc" | "cosine" | "rmse" | "ssim";

/** `truth x` or `control x as name`: what a target is scored against after the run; inference never sees it. */
export interface Comparison extends Value {
  readonly target: string;
  /** The name of a control; "truth" for the truth. */
  readonly name: string;
  /** Of a truth: its rows are assigned one to one to those of the target, whose first axis may differ, by this measure. */
  readonly matched?: MatchMetric;
  /**
   * Of a control of a target whose truth is matched: a `rival` is another answer, scored against the truth; a `decoy` stands for
   * the truth, scored against the same answers.
   */
  readonly role?: "rival" | "decoy";
  readonly span: Span;
}

/** `truth x[row, ..] = e sampled`: rows drawn from the distribution that a target is to have; inference never sees them. */
export interface Sample extends Value {
  readonly target: string;
  /** With `by`: for each row the part of the target, along its first axis, that it is a draw of. */
  readonly groups?: Int32Array;
  readonly span: Span;
}

/** Where a latent starts: at known values, [..its shape], or where a distribution with known arguments is drawn. */
export type Start = { readonly values: Float64Array } | { readonly drawn: Applied };

export interface Infer {
  readonly name: string;
  readonly steps: readonly Construction[];
  /** One for each step: what its `start` option says, by latent; empty where it says nothing. */
  readonly starts: readonly ReadonlyMap<string, Start>[];
  /** The same of its `within` option. */
  readonly within: readonly ReadonlyMap<string, Subspace>[];
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
  readonly networks: ReadonlyMap<string, Network>;
  /** Rows that boxes have answered at known inputs, by name: asked once, whatever runs. */
  readonly answered: ReadonlyMap<string, number>;
  /** A target without a prior: a network that an algorithm finds by asking a black box. */
  readonly sought?: Network;
  /** In the order of declaration; nothing depends on this list, it is for people. */
  readonly values: readonly NamedValue[];
  /** In the order of declaration: a prior refers only to latents before it, or to those of its own loop. */
  readonly latents: readonly Latent[];
  readonly observations: readonly Observation[];
  readonly factors: readonly Factor[];
  readonly imputed: readonly Imputed[];
  readonly targets: readonly Target[];
  readonly truths: readonly Comparison[];
  readonly controls: readonly Comparison[];
  readonly samples: readonly Sample[];
  /** Never empty: without an `infer` statement, the default for the access there is. */
  readonly infers: readonly Infer[];
  /** Hash of every file read, by the name in the scenario, for the manifest. */
  readonly files: ReadonlyMap<string, string>;
  readonly warnings: readonly Diagnostic[];
}
