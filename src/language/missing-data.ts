/** What becomes of missing data: imputed outputs, and latents that take their priors from the `observe` statements that cover them. */
import { describe } from "../distributions/recipe.ts";
import { concat, constant, gather } from "../tensor/build.ts";
import { labelElements, none } from "../tensor/element-labels.ts";
import { type Node, sizeOf } from "../tensor/node.ts";
import { reachable } from "../tensor/passes/dependencies.ts";
import type { Applied, Imputed, Latent } from "./checked.ts";
import { all, at, type Context } from "./context.ts";
import { fail, list } from "./diagnostics/make.ts";
import { missingNotOrdered, missingTwice, missingUnobserved } from "./diagnostics/missing.ts";
import { expectStates, rememberStates, statesOf } from "./discrete.ts";
import type { Filled } from "./filled.ts";
import { missingElement } from "./missing.ts";
import { AlreadyReported } from "./scope.ts";
import type { Span } from "./source.ts";
import type { ObserveStatement } from "./syntax.ts";

/** The distribution that one `observe` gives to some of the missing elements of data. */
interface Cover {
  readonly applied: Applied;
  /** Flat positions in the data, one for each event of `applied`. */
  readonly places: readonly number[];
  readonly span: Span;
}

export class MissingData {
  readonly imputed: Imputed[] = [];
  private readonly drawn: (Imputed & { readonly span: Span })[] = [];
  /** By latent: the arguments of all distributions that its data are observed under, at whatever elements. */
  private readonly likelihoods = new Map<Node, Node[]>();
  private readonly covers = new Map<Filled, Cover[]>();
  /** Names of data that an `observe` with a mistake may cover. */
  private readonly spoilt = new Set<string>();

  /** Missing elements that are drawn for the output and change nothing else. */
  impute(context: Context, statement: ObserveStatement, imputed: Imputed): void {
    const before = this.drawn.find(
      ({ name, positions }) => name === imputed.name && meet(positions, imputed.positions),
    );
    if (before !== undefined) fail(missingTwice(at(context, statement), imputed.name, "again", before.span));
    this.drawn.push({ ...imputed, span: statement.span });
    if ("drawn" in imputed.from && imputed.from.drawn.distribution.improper === true) return;
    this.imputed.push(imputed);
  }

  /** Data whose missing elements are latents; some `observe` must cover each of them. */
  declare(filled: Filled): void {
    this.covers.set(filled, []);
    expectStates(filled.node);
  }

  /** The latents that hold missing values, as far as they are known. */
  nodes(): ReadonlySet<Node> {
    return new Set([...this.covers.keys()].map(({ node }) => node));
  }

  cover(
    context: Context,
    statement: ObserveStatement,
    filled: Filled,
    applied: Applied,
    places: readonly number[],
  ): void {
    const covers = this.covers.get(filled) ?? [];
    const other = covers.find((cover) => !isSame(cover.applied, applied) || meet(cover.places, places));
    if (other !== undefined) {
      const what = isSame(other.applied, applied) ? "again" : "another distribution";
      fail(missingTwice(at(context, statement), filled.name, what, other.span));
    }
    this.covers.set(filled, [...covers, { applied, places, span: statement.span }]);
  }

  /** An `observe` of the data has a mistake: what it leaves uncovered is no second one. */
  spoil(name: string): void {
    this.spoilt.add(name);
  }

  /**
   * Refuses a likelihood of data that reads elements of the same data which do not stand before those it observes: the product of
   * such densities is no joint density.
   * @param positions of the elements on the left side, in the data
   */
  checkOrder(context: Context, filled: Filled, positions: readonly number[], likelihood: Applied): void {
    this.likelihoods.set(filled.node, [...(this.likelihoods.get(filled.node) ?? []), ...likelihood.args]);
    const read = latestReads(filled, likelihood);
    const size = positions.length / read.length;
    const isEarly = read.every((latest, i) => positions.slice(i * size, (i + 1) * size).every((at) => latest < at));
    if (isEarly) return;
    fail(
      missingNotOrdered(
        { source: context.source, span: likelihood.span },
        filled.name,
        "reads elements that do not stand before those it observes",
        "an element may read earlier elements of its own data only, as in `y[t - 1]`; in arrays time comes first",
        context.scope.spanOf(filled.name) ?? likelihood.span,
      ),
    );
  }

  /**
   * The latents that hold missing values, each after those its prior reads.
   * @param declared the latents that `prior` statements declare
   * @throws DiagnosticError for elements that nothing observes, and those that cannot be drawn one after the other
   */
  latents(context: Context, declared: readonly Latent[]): Latent[] {
    const made = all(
      [...this.covers].map(
        ([filled, covers]) =>
          () =>
            this.latent(context, filled, covers, declared),
      ),
    );
    for (const { name, positions, node, value } of this.covers.keys()) {
      this.imputed.push({ name, shape: value.node.shape, positions, from: { latent: node } });
    }
    return this.inOrder(context, made);
  }

  private latent(context: Context, filled: Filled, covers: readonly Cover[], declared: readonly Latent[]): Latent {
    const { name, node, positions } = filled;
    const nameSpan = context.scope.spanOf(name) ?? { start: 0, end: 0 };
    const covered = new Set(covers.flatMap((cover) => cover.places));
    const open = positions.find((position) => !covered.has(position));
    if (open !== undefined) {
      if (this.spoilt.has(name)) throw new AlreadyReported(name);
      fail(missingUnobserved({ source: context.source, span: nameSpan }, name, missingElement(context, name, open)));
    }
    const prior = joined(filled, covers);
    const refuse = (span: Span, what: string, remedy: string) =>
      fail(missingNotOrdered({ source: context.source, span }, name, what, remedy, nameSpan));
    const reader = declared.find((latent) => reads(latent.prior.args, node));
    if (reader !== undefined) {
      refuse(
        reader.prior.span,
        "reads them",
        `they are drawn after all priors: leave \`${name}\` out of that of \`${reader.name}\``,
      );
    }
    if (reads(boundsOf(prior), node)) {
      refuse(
        prior.span,
        "its bounds read them",
        "the bounds of a missing value may not depend on another one of the same data",
      );
    }
    const states = prior.distribution.discrete ? statesOf(prior, node.shape) : undefined;
    rememberStates(node, states);
    const runs = runsOf(filled, prior);
    const axes = [{ size: positions.length }];
    return {
      name,
      axes,
      node,
      prior,
      ...(states && { states }),
      span: covers[0].span,
      nameSpan,
      isMissing: true,
      ...(runs.length > 1 && { runs }),
    };
  }

  /** Each after those that its prior reads; none may read what reads it in turn, at whatever elements. */
  private inOrder(context: Context, latents: readonly Latent[]): Latent[] {
    const ordered: Latent[] = [];
    const open = [...latents];
    while (open.length > 0) {
      const next = open.findIndex((latent) =>
        open.every(
          (other) =>
            other === latent ||
            !reads([...latent.prior.args, ...(this.likelihoods.get(latent.node) ?? [])], other.node),
        ),
      );
      if (next < 0) {
        const [{ name, prior, nameSpan }] = open;
        const others = open.slice(1).map((latent) => `\`${latent.name}\``);
        fail(
          missingNotOrdered(
            { source: context.source, span: prior.span },
            name,
            `reads those of ${list(others)}, which read these`,
            "one of them must be drawn first: fill in what is missing of the other, or make them columns of one MvNormal",
            nameSpan,
          ),
        );
      }
      ordered.push(...open.splice(next, 1));
    }
    return ordered;
  }
}

/** Whether two lists have something in common. */
function meet(a: readonly number[], b: readonly number[]): boolean {
  const all = new Set(a);
  return b.some((x) => all.has(x));
}

/** Whether two distributions are made the same way, whatever their arguments. */
function isSame(a: Applied, b: Applied): boolean {
  return JSON.stringify(describe(a.distribution)) === JSON.stringify(describe(b.distribution));
}

/** The covers of all missing elements as one distribution, in the order of the elements. */
function joined(filled: Filled, covers: readonly Cover[]): Applied {
  const [first] = covers;
  const places = covers.flatMap((cover) => cover.places);
  const found = new Map(places.map((place, i) => [place, i]));
  const order = filled.positions.map((position) => found.get(position) ?? 0);
  const args = first.applied.args.map((_, i) => {
    const whole = concat(
      covers.map((cover) => cover.applied.args[i]),
      0,
    );
    return order.every((from, to) => from === to) ? whole : gather(whole, constant(order, [order.length]), 0);
  });
  return { ...first.applied, args, batch: [{ size: places.length }] };
}

function reads(nodes: readonly Node[], node: Node): boolean {
  return reachable(nodes).includes(node);
}

function boundsOf({ distribution, args }: Applied): Node[] {
  const support = distribution.support(args);
  const bounds = ["lower" in support ? support.lower : undefined, "upper" in support ? support.upper : undefined];
  return bounds.filter((bound) => bound !== undefined);
}

/** For each event, the last missing element of the data (its flat position) that its arguments read. */
function latestReads(filled: Filled, { args, batch }: Applied): number[] {
  const events = batch.reduce((n, axis) => n * axis.size, 1);
  const labels = labelElements(args, {
    join: Math.max,
    leaf: (node) => (node === filled.node ? Int32Array.from(filled.positions) : undefined),
  });
  const latest = new Array<number>(events).fill(none);
  for (const node of args) {
    const size = sizeOf(node.shape) / events;
    labels.get(node)?.forEach((label, i) => {
      const event = Math.floor(i / size);
      latest[event] = Math.max(latest[event], label);
    });
  }
  return latest;
}

/** Runs of missing elements that read only what stands before the run: each ends before the element that is named here. */
function runsOf(filled: Filled, prior: Applied): number[] {
  const runs: number[] = [];
  let start = 0;
  latestReads(filled, prior).forEach((latest, i) => {
    if (latest < filled.positions[start]) return;
    runs.push(i);
    start = i;
  });
  return [...runs, filled.positions.length];
}
