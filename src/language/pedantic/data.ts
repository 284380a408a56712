/** Data on scales that slow adaptation, and data that count twice. */
import { constantValue, isConstant } from "../../tensor/evaluate.ts";
import { type Node, sizeOf } from "../../tensor/node.ts";
import { reachable } from "../../tensor/passes/dependencies.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { observedTwice, priorFromData, unscaledData } from "../diagnostics/pedantic.ts";
import { showNumber } from "../elements.ts";
import { type Audit, continuous, isMove, placeAt, roots } from "./audit.ts";

/** A mean this many standard deviations from 0 leaves an intercept and a slope with one direction between them. */
const farOff = 1e4;
/** Columns whose spreads differ by more than this need steps of very different length. */
const unlike = 1e4;
/** Below this it is no matter of units: columns of images hardly vary at the margins. */
const largeSpread = 100;

export function dataWarnings(audit: Audit): Diagnostic[] {
  return [...judgeScales(audit), ...judgePriors(audit), ...judgeObservations(audit)];
}

function judgeScales(audit: Audit): Diagnostic[] {
  const used = valuesRead([...roots(audit), ...audit.observations.map(({ value }) => value)]);
  return audit.scope.data().flatMap(({ name, value }) => {
    const span = audit.scope.spanOf(name);
    const data = constantValue(value.node);
    if (span === undefined || data === undefined || !used.has(value.node)) return [];
    const columns = columnsOf(data, value.node.shape).map(momentsOf);
    const far = columns.find(({ mean, sd }) => sd > 0 && Math.abs(mean) > farOff * sd);
    const place = placeAt(audit, span);
    if (far !== undefined) {
      const found = `values around ${showNumber(far.mean)}, spread ${showNumber(far.sd)}`;
      return [unscaledData(place, name, found, `centre it: \`data centred = ${name} - mean(${name})\``)];
    }
    const spreads = columns.map(({ sd }) => sd).filter((sd) => sd > 0);
    const [narrow, wide] = [Math.min(...spreads), Math.max(...spreads)];
    if (spreads.length < 2 || wide <= largeSpread || wide <= unlike * narrow) return [];
    const found = `columns of spread ${showNumber(narrow)} and ${showNumber(wide)}`;
    return [unscaledData(place, name, found, `measure columns in like units, or divide by sd(${name}, over = 0)`)];
  });
}

/** Nodes whose values the density reads as they are, and not only as indices. */
function valuesRead(nodes: readonly Node[]): Set<Node> {
  const seen = new Set<Node>(nodes);
  for (const node of seen) {
    // What is known and computed from is read no more: its result is.
    if (isConstant(node) && !isMove(node)) continue;
    const read = node.op.name === "gather" || node.op.name === "scatter_add" ? node.inputs.slice(0, 1) : node.inputs;
    for (const x of read) seen.add(x);
  }
  return seen;
}

/** The columns of a matrix, else all there is as one. */
function columnsOf(data: Float64Array, shape: readonly number[]): number[][] {
  const width = shape.length === 2 ? shape[1] : 1;
  return Array.from({ length: width }, (_, k) => [...data].filter((x, i) => i % width === k && !Number.isNaN(x)));
}

function momentsOf(column: readonly number[]): { readonly mean: number; readonly sd: number } {
  const mean = column.reduce((a, b) => a + b, 0) / column.length;
  const squares = column.reduce((total, x) => total + (x - mean) ** 2, 0);
  return { mean, sd: column.length < 3 ? 0 : Math.sqrt(squares / (column.length - 1)) };
}

/** Priors that are computed from data which are observed given them. */
function judgePriors(audit: Audit): Diagnostic[] {
  return continuous(audit).flatMap((latent) => {
    if (latent.isMissing) return [];
    const read = new Set(reachable(latent.prior.args));
    for (const { name, value } of audit.scope.data()) {
      const isKnown = sizeOf(value.node.shape) > 1 && read.has(value.node);
      const observation = audit.observations.find((one) => isKnown && reachable([one.value]).includes(value.node));
      if (observation === undefined) continue;
      return [priorFromData(placeAt(audit, latent.prior.span), latent.name, name, observation.valueSpan)];
    }
    return [];
  });
}

function judgeObservations(audit: Audit): Diagnostic[] {
  return audit.observations.flatMap((observation) => {
    const first = audit.observations.find((other) => other.value === observation.value);
    if (first === undefined || first === observation || sizeOf(observation.value.shape) < 2) return [];
    return [observedTwice(placeAt(audit, observation.valueSpan), observation.text, first.valueSpan)];
  });
}
