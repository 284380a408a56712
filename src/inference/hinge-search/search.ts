/**
 * Recovers a two-layer ReLU network from gradients at points of the search's own choice (Milli, Schmidt, Dragan and Hardt 2019, "Model
 * Reconstruction from Model Explanations", FAT*). Along a line the gradient is piecewise constant and jumps by weight_i row_i at the hinge
 * of unit i. Their paper bisects to each hinge; here intervals are halved only until the gradients at some random points are sums of
 * the jumps found, which two hinges in one interval cannot give for long, and all hinges are then located together.
 */

import { RowBasis } from "../../linear/row-basis.ts";
import { difference, distance, dot, norm } from "../../linear/vectors.ts";
import { CounterRandom } from "../counter-random.ts";
import type { Random } from "../random.ts";
import { agreementOf, isAgreeing } from "./agreement.ts";
import { type Answer, type AskGradients, Questions } from "./asked.ts";
import { type Interval, jumpOf, LineScan } from "./line-scan.ts";
import type { Outcome, Recovered, Refusal } from "./outcome.ts";
import { isBeyond, type Jumps, patternOf } from "./pattern.ts";
import { type Precision, precisionOf } from "./precision.ts";
import { refineJumps } from "./refine.ts";
import { sidesOf } from "./sides.ts";
import { findThresholds, type Hinge } from "./thresholds.ts";

export interface SearchOptions {
  readonly seed: number;
  /** Standard deviation of the coordinates of the points asked: where inputs are expected. */
  readonly scale: number;
  /** Lines that are tried before the search gives up. */
  readonly lines: number;
  /** Fresh points at which the network found is compared with the box. */
  readonly fresh: number;
  /** The number of hidden units, where it is known. */
  readonly width?: number;
  readonly cancelled: () => boolean;
  /** Hinges found so far and rows asked. */
  readonly onProgress?: (hinges: number, queries: number) => void;
}

/** Random points whose gradients the hinges of a line must explain: a pair of hinges in one interval shows at every second of them. */
const PROBES = 12;
/** Points around one of them, for the noise, as a part of its length. */
const NEIGHBOURS = 3;
const NEARBY = 1e-6;
const BATCH = 16;
/** Answers with a relative error above the first are averaged over so many more of them for each hinge. */
const EXACT = 1e-6;
const AVERAGED = 12;
/** Once all intervals are narrower than this over the square of their number, two hinges in one are less likely than one in a thousand. */
const NARROW = 2 ** -10;
/** Times a line is made longer. */
const MOST_WIDENINGS = 2;

/** @throws SearchCancelled, NotFinite, and what `gradients` throws */
export async function searchHinges(
  dimension: number,
  gradients: AskGradients,
  options: SearchOptions,
): Promise<Outcome> {
  const search = new Search(new Questions(dimension, gradients, options.cancelled), options);
  return search.run();
}

/** What is known of a line once it explains the probes. */
interface Explaining {
  /** Those whose jump stands out of the noise. */
  readonly intervals: readonly Interval[];
  readonly jumps: Jumps;
}

class Search {
  private readonly random: Random;
  private readonly probes: Answer[] = [];
  private lines = 0;
  private averaged = 0;

  constructor(
    private readonly questions: Questions,
    private readonly options: SearchOptions,
  ) {
    this.random = new CounterRandom(options.seed, 0);
  }

  async run(): Promise<Outcome> {
    const [first, ...neighbours] = await this.questions.ask(this.aroundOne());
    this.probes.push(first, ...(await this.questions.ask(this.randomPoints(PROBES - 1))));
    const estimate = () => precisionOf([first, ...neighbours], this.questions.answers);
    let precision = estimate();
    const end = (ending: Pick<Outcome, "recovered" | "refusal">): Outcome => {
      return { ...ending, precision, queries: this.questions.answers.length, lines: this.lines };
    };
    let hinges = 0;
    while (this.lines < this.options.lines) {
      this.lines++;
      const scan = await LineScan.start(this.questions, this.options.scale, this.random, () => {
        // The ends of a line are far out, where some unit is active whatever its bias.
        precision = estimate();
        return precision.differ;
      });
      const result = await this.followLine(scan, precision);
      if (typeof result === "object") {
        return end("units" in result ? { recovered: result } : { refusal: result });
      }
      hinges = Math.max(hinges, result);
    }
    return end({ refusal: { kind: "unexplained", hinges, lines: this.lines } });
  }

  /** @returns the number of hinges found where they do not explain all gradients */
  private async followLine(scan: LineScan, precision: Precision): Promise<Recovered | Refusal | number> {
    const { dimension } = this.questions;
    /** Of all jumps seen: where an interval splits, one of its parts is new. */
    const span = new RowBasis();
    const extend = (intervals: readonly Interval[]) => {
      for (const interval of intervals) span.add(jumpOf(interval), precision.apart);
    };
    extend(scan.found);
    let widenings = 0;
    for (;;) {
      const count = scan.found.length;
      this.options.onProgress?.(count, this.questions.answers.length);
      if (count > dimension) return { kind: "wide", hinges: count };
      if (count === 0 && this.isSame(precision)) return { kind: "linear" };
      const jumps = this.explaining(scan, span, precision);
      if (jumps !== undefined) {
        const settled = await this.settle(scan, jumps, precision);
        if (settled !== undefined) return settled;
        extend(scan.found);
      }
      if (scan.widest > NARROW / Math.max(1, count) ** 2) extend(await scan.halve(BATCH));
      else if (widenings++ < MOST_WIDENINGS) extend(await scan.widen());
      else return dependence(scan, precision) ?? count;
    }
  }

  /** Jumps that explain the gradients at all probes. */
  private explaining(scan: LineScan, span: RowBasis, precision: Precision): Explaining | undefined {
    const { base } = scan;
    const { apart } = precision;
    const seen = { basis: span, apart, faint: FAINT * apart };
    const isOutside = ({ gradient }: Answer) => isBeyond(norm(span.outside(difference(gradient, base))), seen);
    if (span.size === 0 || this.probes.some(isOutside)) return undefined;
    const intervals = independent(scan, precision);
    if (intervals === undefined) return undefined;
    const basis = new RowBasis();
    for (const interval of intervals) basis.add(jumpOf(interval), 0);
    const others = scan.found.filter((interval) => !intervals.includes(interval));
    const faint = others.reduce((total, interval) => total + norm(jumpOf(interval)), 0);
    const jumps: Jumps = { jumps: intervals.map(jumpOf), basis, base, apart, faint };
    if (this.probes.some(({ gradient }) => patternOf(gradient, jumps) === undefined)) return undefined;
    return { intervals, jumps };
  }

  /** From hinges to a network that agrees with the box at fresh points; undefined where more has to be asked of the line. */
  private async settle(
    scan: LineScan,
    { intervals, jumps }: Explaining,
    { sd, relative }: Precision,
  ): Promise<Recovered | Refusal | undefined> {
    const { scale, width } = this.options;
    const isExact = relative < EXACT;
    if (!isExact) await this.askMore(AVERAGED * intervals.length);
    const refined = refineJumps(jumps, this.questions.answers, sd);
    const options = { direction: scan.direction, scale, random: this.random };
    const found = await findThresholds(this.questions, intervals, refined, options);
    if ("unexplained" in found) {
      this.probes.push(found.unexplained);
      return undefined;
    }
    if (!(await scan.confirm(expectedPlaces(scan, intervals, found.hinges)))) return undefined;
    const known = [...this.questions.answers];
    const fresh = await this.questions.ask(this.randomPoints(this.options.fresh));
    const unexplained = fresh.filter(({ gradient }) => patternOf(gradient, refined) === undefined);
    if (unexplained.length > 0) {
      this.probes.push(...unexplained);
      return undefined;
    }
    const hinges = found.hinges.length;
    if (width !== undefined && width !== hinges) return { kind: "width", hinges, stated: width };
    const units = sidesOf(found.hinges, refined);
    if ("residual" in units) return { kind: "sides", hinges, ...units };
    const agreement = agreementOf({ units, refined, known, fresh, sd });
    if (!isAgreeing(agreement, isExact)) return { kind: "disagrees", hinges, agreement };
    return {
      units,
      fresh,
      agreement,
      faint: scan.found.length - hinges,
      biases: { present: units.some(({ bias }) => bias !== 0), precision: found.precision },
    };
  }

  /** Errors of rough answers are averaged away by many of them. */
  private async askMore(count: number): Promise<void> {
    const missing = count - this.averaged;
    if (missing <= 0) return;
    this.averaged = count;
    await this.questions.ask(this.randomPoints(missing));
  }

  private isSame({ apart }: Precision): boolean {
    const [{ gradient }] = this.questions.answers;
    return this.questions.answers.every((answer) => distance(answer.gradient, gradient) <= apart);
  }

  private randomPoints(count: number): Float64Array[] {
    const { dimension } = this.questions;
    const { scale } = this.options;
    return Array.from({ length: count }, () =>
      Float64Array.from({ length: dimension }, () => scale * this.random.normal()),
    );
  }

  private aroundOne(): Float64Array[] {
    const [centre, ...steps] = this.randomPoints(1 + NEIGHBOURS);
    return [centre, ...steps.map((step) => centre.map((value, i) => value + NEARBY * step[i]))];
  }
}

/** The t close before and close behind each hinge. */
function expectedPlaces(
  { origin, direction }: LineScan,
  intervals: readonly Interval[],
  hinges: readonly Hinge[],
): Map<Interval, readonly [number, number]> {
  return new Map(
    hinges.map(({ row, threshold, clearance }, i) => {
      const [start, slope] = [dot(row, origin), dot(row, direction)];
      const t = (threshold - start) / slope;
      const beside = (clearance * Math.hypot(norm(origin), t * norm(direction))) / slope;
      return [intervals[i], [t - beside, t + beside]] as const;
    }),
  );
}

/**
 * The hinges whose jumps stand out of the noise and out of the span of the others, in their order on the line; undefined where a jump does
 * not that noise cannot have bent so far.
 */
function independent(scan: LineScan, { apart }: Precision): Interval[] | undefined {
  const basis = new RowBasis();
  const bySize = [...scan.found].sort((a, b) => norm(jumpOf(b)) - norm(jumpOf(a)));
  const kept = new Set<Interval>();
  for (const interval of bySize) {
    if (basis.add(jumpOf(interval), apart)) kept.add(interval);
    else if (norm(jumpOf(interval)) > FAINT * apart) return undefined;
  }
  return scan.found.filter((interval) => kept.has(interval));
}

/** A jump that is larger than this many times the errors is no artefact of them. */
const FAINT = 4;

/** Whether the jumps depend on one another. */
function dependence(scan: LineScan, { apart }: Precision): Refusal | undefined {
  const jumps = scan.found.map(jumpOf);
  const basis = new RowBasis();
  const dependent = jumps.filter((jump) => !basis.add(jump, apart));
  if (dependent.length === 0) return undefined;
  const parallel = dependent.some((jump) =>
    jumps.some((other) => {
      if (other === jump) return false;
      const along = dot(jump, other) / dot(other, other);
      return norm(jump.map((value, i) => value - along * other[i])) <= apart;
    }),
  );
  return { kind: "dependent", hinges: jumps.length, parallel };
}
