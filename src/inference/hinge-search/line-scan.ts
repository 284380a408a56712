/** Hinges on a line through input space: intervals that hold at least one, halved until they hold one each. */

import { addTo, difference, distance } from "../../linear/vectors.ts";
import type { Random } from "../random.ts";
import type { Questions } from "./asked.ts";

/** One end of an interval. `place` in (0, 1) is the Cauchy probability of `t` in u + t v. */
interface End {
  readonly place: number;
  readonly point: Float64Array;
  readonly gradient: Float64Array;
}

/** Between its ends the gradient changes: there is a hinge, or several. */
export interface Interval {
  readonly low: End;
  readonly high: End;
}

/** What the gradient changes by. */
export function jumpOf({ low, high }: Interval): Float64Array {
  return difference(high.gradient, low.gradient);
}

/** Where the line ends at first, and how much farther out each `widen` goes. */
const FIRST_TAIL = 2 ** -20;
const FARTHER = 2 ** -10;

/**
 * The hinge of a random hidden unit on a random line u + t v lies at a Cauchy-distributed t: so t = tan(pi (place - 1/2)), and hinges are
 * even in `place`.
 */
export class LineScan {
  private intervals: Interval[] = [];
  private tail = FIRST_TAIL;

  private constructor(
    private readonly questions: Questions,
    /** Answers farther apart than this differ. */
    private differ: number,
    readonly origin: Float64Array,
    readonly direction: Float64Array,
  ) {}

  /**
   * Asks at both ends of a random line.
   * @param scale standard deviation of the coordinates of u and v
   * @param differ says, once the ends have answered, how far apart answers must be to differ
   */
  static async start(questions: Questions, scale: number, random: Random, differ: () => number): Promise<LineScan> {
    const draw = () => Float64Array.from({ length: questions.dimension }, () => scale * random.normal());
    const scan = new LineScan(questions, 0, draw(), draw());
    const [low, high] = await scan.ends([FIRST_TAIL, 1 - FIRST_TAIL]);
    scan.differ = differ();
    scan.base = low.gradient;
    scan.keep([low, high]);
    return scan;
  }

  /** The gradient at the near end of the line, before any hinge. */
  base: Float64Array = new Float64Array(0);

  /** In their order on the line. */
  get found(): readonly Interval[] {
    return this.intervals;
  }

  /** The width of the widest interval, in `place`; 0 where there is none. */
  get widest(): number {
    return this.intervals.reduce((most, interval) => Math.max(most, width(interval)), 0);
  }

  /**
   * Halves the widest intervals, at most `most` of them.
   * @returns the lower parts of those that turned out to hold more than one hinge
   */
  async halve(most: number): Promise<Interval[]> {
    const chosen = new Set([...this.intervals].sort((a, b) => width(b) - width(a)).slice(0, most));
    const inOrder = this.intervals.filter((interval) => chosen.has(interval));
    const middles = await this.ends(inOrder.map(({ low, high }) => (low.place + high.place) / 2));
    const old = this.intervals;
    this.intervals = [];
    const split: Interval[] = [];
    let next = 0;
    for (const interval of old) {
      if (!chosen.has(interval)) {
        this.intervals.push(interval);
        continue;
      }
      const before = this.intervals.length;
      this.keep([interval.low, middles[next++], interval.high]);
      if (this.intervals.length - before === 2) split.push(this.intervals[before]);
    }
    return split;
  }

  /** Asks farther out at both sides. @returns the hinges found there */
  async widen(): Promise<Interval[]> {
    this.tail *= FARTHER;
    const [low, high] = await this.ends([this.tail, 1 - this.tail]);
    const old = this.intervals;
    const [first, last] = [this.intervals.at(0)?.low, this.intervals.at(-1)?.high];
    if (first === undefined || last === undefined) return [];
    this.intervals = [];
    this.keep([low, first]);
    const before = this.intervals.length;
    this.intervals.push(...old);
    this.keep([last, high]);
    this.base = low.gradient;
    return [...this.intervals.slice(0, before), ...this.intervals.slice(before + old.length)];
  }

  /**
   * Asks close before and close behind the place where each hinge should be, unless the ends of its interval are closer.
   * @param expected the t of both places
   * @returns whether the gradient changes between the two alone; an interval where it does not is one or several of its parts afterwards
   */
  async confirm(expected: ReadonlyMap<Interval, readonly [number, number]>): Promise<boolean> {
    const checks = this.intervals.map((interval) => {
      const places = expected.get(interval)?.map(placeOf) ?? [];
      const inside = places.filter((place) => interval.low.place < place && place < interval.high.place);
      return { interval, places, inside };
    });
    const asked = await this.ends(checks.flatMap(({ inside }) => inside));
    this.intervals = [];
    let isAsExpected = true;
    for (const { interval, places, inside } of checks) {
      const before = this.intervals.length;
      if (inside.length === 0) this.intervals.push(interval);
      else this.keep([interval.low, ...asked.splice(0, inside.length), interval.high]);
      const { low, high } = this.intervals[before];
      const isOne = this.intervals.length === before + 1;
      const [first, last] = places;
      const isThere = places.length === 0 || (first < high.place && low.place < last);
      const isClose = inside.every((place) => (place === first ? low.place >= first : high.place <= last));
      isAsExpected &&= isOne && isThere && isClose;
    }
    return isAsExpected;
  }

  /** Between neighbouring ends, and where all of them look alike (a change just above the noise), where they look it least. */
  private keep(ends: readonly End[]): void {
    const pairs = ends.slice(1).map((high, i) => ({ low: ends[i], high, apart: changeOf({ low: ends[i], high }) }));
    const least =
      pairs.length === 1 ? this.differ : Math.min(this.differ, Math.max(...pairs.map(({ apart }) => apart)) * WHOLE);
    for (const { low, high, apart } of pairs) if (apart > least) this.intervals.push({ low, high });
  }

  private async ends(places: readonly number[]): Promise<End[]> {
    const points = places.map((place) => {
      const point = this.origin.slice();
      addTo(point, tOf(place), this.direction);
      return point;
    });
    const answers = await this.questions.ask(points);
    return answers.map((answer, i) => ({ ...answer, place: places[i] }));
  }
}

/** The t with a Cauchy probability of `place`; -cot(pi p) is tan(pi (p - 1/2)), and exact near 0. */
function tOf(place: number): number {
  return place <= 0.5 ? -1 / Math.tan(Math.PI * place) : 1 / Math.tan(Math.PI * (1 - place));
}

function placeOf(t: number): number {
  if (t < -1) return Math.atan(-1 / t) / Math.PI;
  return t > 1 ? 1 - Math.atan(1 / t) / Math.PI : 0.5 + Math.atan(t) / Math.PI;
}

/** Just below one: of equal maxima both are kept. */
const WHOLE = 1 - 2 ** -40;

function changeOf({ low, high }: Interval): number {
  return distance(low.gradient, high.gradient);
}

function width({ low, high }: Interval): number {
  return high.place - low.place;
}
