/**
 * Gibbs moves for discrete coordinates (Geman & Geman 1984) after a move of the continuous ones, which another kernel makes.
 *
 * A coordinate with few values takes one from its full conditional, the density at each value being asked for. One with many values,
 * or without bounds, makes a symmetric random walk on the whole numbers (Metropolis et al. 1953): a step either way, of one or of
 * about its scale, so that near and far are both reached. Parts that share no term move in the same evaluations.
 */
import type { Ask, DiscreteCoordinate, Kernel, Target } from "../kernel.ts";
import { newQuery, type Point, pointAt, tempered } from "../point.ts";
import type { Random } from "../random.ts";
import type { MoveInfo } from "./move.ts";

/** A coordinate with more values than this walks. */
const fewValues = 24;

/** One coordinate of each part at most, to be moved together; undefined where a part has none left. */
type Slot = readonly (DiscreteCoordinate | undefined)[];

/** [dimension]: typical size of the steps of coordinates that walk; read at every step. */
export type WalkScales = Float64Array;

/** @param continuous moves the continuous coordinates of a state; absent where there are none */
export function gibbs(
  target: Target,
  continuous: Kernel<Point, MoveInfo> | undefined,
  scales: WalkScales,
): Kernel<Point, MoveInfo> {
  const { partCount, temperature, partOf, discrete = [] } = target;
  const isFew = ({ lower, upper }: DiscreteCoordinate) => upper - lower < fewValues;
  const few = slotsOf(discrete.filter(isFew), partOf, partCount);
  const many = slotsOf(
    discrete.filter((coordinate) => !isFew(coordinate)),
    partOf,
    partCount,
  );
  const query = newQuery(target, "value");
  const still: MoveInfo = { acceptance: new Float64Array(partCount).fill(1) };
  const logDensities = new Float64Array(partCount * fewValues);
  const shares = new Float64Array(2 * partCount * fewValues);
  const proposed = new Float64Array(partCount);

  /** Takes the value of a part's coordinate with the density that the query, or one before it, was answered with. */
  function settle(state: Point, slot: Slot, part: number, value: number, from: Float64Array, at: number): void {
    const coordinate = slot[part];
    if (coordinate === undefined) return;
    state.position[coordinate.index] = value;
    state.parts[2 * part] = from[at];
    state.parts[2 * part + 1] = from[at + 1];
  }

  function* conditional(state: Point, slot: Slot, random: Random): Ask<void> {
    const most = slot.reduce(
      (n, coordinate) => (coordinate ? Math.max(n, coordinate.upper - coordinate.lower + 1) : n),
      1,
    );
    const note = (k: number, p: number, parts: Float64Array) => {
      shares[2 * (p * fewValues + k)] = parts[2 * p];
      shares[2 * (p * fewValues + k) + 1] = parts[2 * p + 1];
      logDensities[p * fewValues + k] = tempered(parts[2 * p], parts[2 * p + 1], temperature[p]);
    };
    const valueAfter = ({ index, lower, upper }: DiscreteCoordinate, k: number) =>
      lower + ((state.position[index] - lower + k) % (upper - lower + 1));
    for (let p = 0; p < partCount; p++) note(0, p, state.parts);
    for (let k = 1; k < most; k++) {
      query.position.set(state.position);
      for (const coordinate of slot) {
        if (coordinate && k <= coordinate.upper - coordinate.lower)
          query.position[coordinate.index] = valueAfter(coordinate, k);
      }
      yield query;
      for (let p = 0; p < partCount; p++) note(k, p, query.parts);
    }
    slot.forEach((coordinate, p) => {
      if (coordinate === undefined) return;
      const k = choose(logDensities, p * fewValues, coordinate.upper - coordinate.lower + 1, random);
      settle(state, slot, p, valueAfter(coordinate, k), shares, 2 * (p * fewValues + k));
    });
  }

  function* walk(state: Point, slot: Slot, random: Random): Ask<void> {
    query.position.set(state.position);
    slot.forEach((coordinate, p) => {
      if (coordinate === undefined) return;
      const { index, lower, upper } = coordinate;
      const value = state.position[index] + stepOf(scales[index], random);
      // Out of bounds is refused without asking.
      proposed[p] = value >= lower && value <= upper ? value : Number.NaN;
      if (value >= lower && value <= upper) query.position[index] = value;
    });
    yield query;
    slot.forEach((coordinate, p) => {
      if (coordinate === undefined) return;
      const difference = temperedOf(query.parts, p) - temperedOf(state.parts, p);
      const isAccepted = difference >= 0 || -random.exponential() < difference;
      if (isAccepted && !Number.isNaN(proposed[p])) settle(state, slot, p, proposed[p], query.parts, 2 * p);
    });
  }

  const temperedOf = (parts: Float64Array, p: number) => tempered(parts[2 * p], parts[2 * p + 1], temperature[p]);

  return {
    init: (position, random) => continuous?.init(position, random) ?? pointAt(position, query, target),

    *step(state, random) {
      const info = continuous === undefined ? still : (yield* continuous.step(state, random)).info;
      for (const slot of few) yield* conditional(state, slot, random);
      for (const slot of many) yield* walk(state, slot, random);
      state.logDensity = 0;
      state.logLikelihood = 0;
      for (let p = 0; p < partCount; p++) {
        state.logDensity += temperedOf(state.parts, p);
        state.logLikelihood += state.parts[2 * p + 1];
      }
      return { state, info };
    },
  };
}

/** The coordinates, one of each part at a time. */
function slotsOf(coordinates: readonly DiscreteCoordinate[], partOf: Int32Array, partCount: number): Slot[] {
  const slots: (DiscreteCoordinate | undefined)[][] = [];
  const next = new Int32Array(partCount);
  for (const coordinate of coordinates) {
    const part = partOf[coordinate.index];
    const at = next[part]++;
    slots[at] ??= new Array<undefined>(partCount).fill(undefined);
    slots[at][part] = coordinate;
  }
  return slots;
}

/** One of `count` places by its log weight from `at` on; the first, the current one, where none has any. */
function choose(logWeights: Float64Array, at: number, count: number, random: Random): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < count; k++) if (logWeights[at + k] > most) most = logWeights[at + k];
  const weightOf = (k: number) => {
    const weight = Math.exp(logWeights[at + k] - most);
    return weight > 0 ? weight : 0;
  };
  let total = 0;
  for (let k = 0; k < count; k++) total += weightOf(k);
  let left = random.uniform() * total;
  for (let k = 0; k < count; k++) {
    left -= weightOf(k);
    if (left < 0) return k;
  }
  return 0;
}

/** A step of one, or of about the scale, either way. */
function stepOf(scale: number, random: Random): number {
  const size = random.uniform() < 0.5 ? 1 : 1 + Math.floor(Math.abs(random.normal()) * scale);
  return random.uniform() < 0.5 ? size : -size;
}
