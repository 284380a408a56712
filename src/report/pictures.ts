/** Targets whose last axis are the pixels of a picture: truth, reconstruction, spread and what belongs to no true row. */
import { align } from "../diagnostics/matching/align.ts";
import { matchRows, type Rows, rowOf } from "../diagnostics/matching/match.ts";
import { measureOf } from "../diagnostics/matching/measure.ts";
import type { CheckedScenario, Picture, Target } from "../language/checked.ts";
import { constantValue } from "../tensor/evaluate.ts";
import { answersOf, bestPoint, type Drawn, drawsOf, findsPoints, placesOf, type Span } from "./answers.ts";
import { pictureOf } from "./matched.ts";
import { drawGrid, type Line, type Raster, shadesOf, type Tile } from "./picture-grid.ts";

export interface PictureOptions {
  /** Names of the targets that are drawn; absent: all that are pictures. */
  readonly targets?: readonly string[];
  /** Dots along the side of a pixel; absent: enough that single pixels are seen. */
  readonly scale?: number;
  /** Pictures that stand side by side, 20 where it is absent; more begin a new block of lines. */
  readonly columns?: number;
}

/** Pictures of one target that are drawn. */
const most = 100;

/** What is drawn of one target: rows of pixels. */
interface Shown {
  readonly truth?: Rows;
  /** Reconstructions in the order of the truth, where there is one. */
  readonly found: readonly (Float64Array | undefined)[];
  /** Spread of each reconstruction over starts, or over draws. */
  readonly spread: readonly (Float64Array | undefined)[];
  readonly spurious: readonly Float64Array[];
  /** Whether the truth says how bright a picture is: correlation leaves that open. */
  readonly hasScale: boolean;
}

/** The targets that are drawn: their last axis is an `image(..)`. */
export function picturedTargets(scenario: CheckedScenario): Target[] {
  return scenario.targets.filter((target) => pictureOf(scenario, target) !== undefined);
}

/** One picture for each target of pictures that has an answer, by name. @throws DiagnosticError (PAL6163) where one would be too large */
export function picturesOf(
  scenario: CheckedScenario,
  result: Drawn,
  { targets, scale, columns = 20 }: PictureOptions = {},
): ReadonlyMap<string, Raster> {
  const found = new Map<string, Raster>();
  for (const { target, span } of placesOf(scenario)) {
    if (targets?.includes(target.name) === false) continue;
    const picture = pictureOf(scenario, target);
    const shown = picture && shownOf(scenario, result, target, span, picture);
    if (picture !== undefined && shown !== undefined)
      found.set(target.name, drawGrid(picture, linesOf(shown, columns), scale));
  }
  return found;
}

/** Undefined where no start or chain has an answer. */
function shownOf(scenario: CheckedScenario, result: Drawn, target: Target, span: Span, picture: Picture) {
  const columns = picture.reduce((pixels, side) => pixels * side);
  const count = span.size / columns;
  const truth = scenario.truths.find((one) => one.target === target.name);
  const values = truth && constantValue(truth.node);
  const isMatched = truth?.matched !== undefined;
  const rows = isMatched ? target.node.shape[0] : 1;
  const [best, spread] = bestAnswer(result, span, rows);
  if (best === undefined) return undefined;
  const answer: Rows = { values: best, columns };
  const all = Array.from({ length: count }, (_, i) => i);
  const pick = (from: Float64Array, i: number) => (i < 0 ? undefined : rowOf({ values: from, columns }, i));
  if (truth === undefined || values === undefined) return plain(undefined, all);
  const held: Rows = { values, columns };
  if (truth.matched === undefined || target.axes.length > 2) return plain(held, all);
  const { candidate } = matchRows(measureOf(truth.matched, values, picture), held, answer);
  return {
    truth: held,
    found: Array.from(candidate, (j) => pick(best, j)),
    spread: Array.from(candidate, (j) => pick(spread, j)),
    spurious: all.filter((j) => !candidate.includes(j)).map((j) => rowOf(answer, j)),
    hasScale: truth.matched !== "ncc",
  };

  function plain(held: Rows | undefined, order: readonly number[]): Shown {
    const shown = order.slice(0, most);
    const found = shown.map((i) => rowOf(answer, i));
    return { truth: held, found, spread: shown.map((i) => pick(spread, i)), spurious: [], hasScale: true };
  }
}

/**
 * Of starts the best one, and the standard deviation over starts; of draws the mean of the first chain (island) and the standard
 * deviation of its draws. Exchangeable rows are aligned first.
 */
function bestAnswer(
  result: Drawn,
  span: Span,
  rows: number,
): readonly [best: Float64Array | undefined, spread: Float64Array] {
  const ended = result.chains.filter(({ targets }) => targets.length > 0);
  if (ended.length === 0) return [undefined, new Float64Array(0)];
  if (findsPoints(result)) {
    const point = bestPoint(result)?.subarray(span.offset, span.offset + span.size);
    if (point === undefined) return [undefined, new Float64Array(0)];
    return [point, spreadOf(ended.map(({ targets }) => align(point, drawsOf(targets, span)[0], rows)))];
  }
  const [first] = answersOf(result, span, rows);
  return [first, spreadOf(drawsOf(ended[0].targets, span).map((draw) => align(first, draw, rows)))];
}

/** Standard deviation of each element; 0 of a single one. */
function spreadOf(draws: readonly Float64Array[]): Float64Array {
  return draws[0].map((_, i) => {
    const centre = draws.reduce((sum, draw) => sum + draw[i], 0) / draws.length;
    const squares = draws.reduce((sum, draw) => sum + (draw[i] - centre) ** 2, 0);
    return draws.length > 1 ? Math.sqrt(squares / (draws.length - 1)) : 0;
  });
}

/** Blocks of at most `across` pictures: truth, reconstruction, spread; then what belongs to no true row. */
function linesOf({ truth, found, spread, spurious, hasScale }: Shown, across: number): Line[] {
  const lines: Line[] = [];
  const isRow = (row: Float64Array | undefined): row is Float64Array => row !== undefined;
  const common = shadesOf(...(truth === undefined ? found.filter(isRow) : [truth.values]));
  const spreads = { ...shadesOf(...spread.filter(isRow)), low: 0 };
  const tile = (values: Float64Array | undefined): Tile | undefined =>
    values && { values, shades: hasScale ? common : shadesOf(values) };
  for (let from = 0; from < Math.min(most, found.length); from += across) {
    const places = Array.from({ length: Math.min(across, found.length - from) }, (_, k) => from + k);
    if (truth !== undefined) lines.push(places.map((i) => tile(rowOf(truth, i))));
    lines.push(places.map((i) => tile(found[i])));
    lines.push(places.map((i) => (found[i] === undefined ? undefined : { values: spread[i] ?? [], shades: spreads })));
  }
  for (let from = 0; from < Math.min(most, spurious.length); from += across)
    lines.push(spurious.slice(from, from + across).map(tile));
  return lines;
}
