/** `pal density FILE`: the log density at a point, statement by statement, by constrained values. */
import { densityAt, type PointDensity } from "../../density/at-point.ts";
import { analyseDiscrete } from "../../density/discrete/analyse.ts";
import { type Layout, layoutOf, type Slot } from "../../density/layout.ts";
import { planOutputs, startOutputs } from "../../density/outputs.ts";
import { outsideOf } from "../../distributions/combinators/outside-of.ts";
import type { CheckedScenario } from "../../language/checked.ts";
import { badPointValue, unknownPointName } from "../../language/diagnostics/inference.ts";
import { fail } from "../../language/diagnostics/make.ts";
import { grantsGradients } from "../../language/granting.ts";
import { positionAt } from "../../language/source.ts";
import { type Nested, nested } from "../../tensor/nested.ts";
import type { Shape } from "../../tensor/node.ts";
import { type Command, type DensityOptions, exitCode } from "../commands.ts";
import { formatNumber } from "../numbers.ts";
import { onOneLine } from "../one-line.ts";
import { requireDensity } from "../require-density.ts";
import { loadScenario } from "../scenario.ts";
import { left, point, renderTable, right } from "../table.ts";

export const command: Command<DensityOptions> = async (file, options, io) => {
  const { scenario } = await loadScenario(file, options);
  requireDensity(scenario, "pal density");
  const layout = layoutOf(scenario);
  const latents = await startingValues(scenario, layout);
  const missing = readPoint(layout, options.at ?? {}, latents);
  const discrete = scenario.latents.filter(({ prior }) => prior.distribution.discrete);
  const fixed = new Set(discrete.filter(({ name }) => !missing.includes(name)));
  // Those that can be summed out are, as far as they are not given.
  const summed = analyseDiscrete(scenario, fixed).elimination?.latents ?? [];
  const withGradient = [...scenario.boxes.values()].every(grantsGradients);
  const result = await densityAt(scenario, layout, latents, withGradient, fixed);
  const point = { layout, latents, missing, summed: summed.map(({ name }) => name) };
  io.stdout.write(
    options.json
      ? `${JSON.stringify(asJson(scenario, point, result), finiteOrText)}\n`
      : asText(scenario, point, result),
  );
  return exitCode.ok;
};

/** The values at the middle of the unconstrained space, for latents that `--at` leaves out. */
async function startingValues(scenario: CheckedScenario, layout: Layout): Promise<Float64Array> {
  const values = new Float64Array(layout.valueCount);
  const plan = planOutputs({ ...scenario, targets: [], imputed: [] }, layout);
  await startOutputs(plan, new Map())(new Float64Array(layout.dimension), { targets: new Float64Array(0), values });
  for (const { latent, valueOffset } of layout.slots) {
    if (latent.prior.distribution.discrete) values.set(latent.states?.lower ?? [], valueOffset);
  }
  return values;
}

/** Where the density is looked at. */
interface Place {
  readonly layout: Layout;
  readonly latents: Float64Array;
  /** Latents that were not given. */
  readonly missing: readonly string[];
  /** Those of them that are summed out. */
  readonly summed: readonly string[];
}

/** Fills in what `--at` gives; returns the names it leaves out. */
function readPoint(layout: Layout, at: Readonly<Record<string, unknown>>, latents: Float64Array): string[] {
  const names = layout.slots.map((slot) => slot.latent.name);
  for (const name of Object.keys(at)) if (!names.includes(name)) fail(unknownPointName(name, names));
  for (const slot of layout.slots) {
    const { name, node, prior } = slot.latent;
    if (!Object.hasOwn(at, name)) continue;
    const numbers = flatten(at[name], node.shape);
    if (numbers === undefined) {
      const need =
        node.shape.length === 0 ? "a finite number" : `finite numbers of the shape [${node.shape.join(", ")}]`;
      return fail(badPointValue(name, need, showGiven(at[name])));
    }
    const values = Float64Array.from(numbers);
    const bad = outsideOf(prior.distribution, prior.args, values, node.shape);
    if (bad !== undefined && bad.kind === "outside")
      fail(badPointValue(name, `values that are ${bad.need}`, String(bad.value)));
    latents.set(values, slot.valueOffset);
  }
  return names.filter((name) => !Object.hasOwn(at, name));
}

/** What was given as JSON; in that, a number too large for a double is infinite. */
function showGiven(value: unknown): string {
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : formatNumber(value);
  return Array.isArray(value) ? `[${value.map(showGiven).join(", ")}]` : JSON.stringify(value);
}

/** JSON has no number that is not finite: it is the text of it, `-inf`. */
function finiteOrText(_: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? formatNumber(value) : value;
}

function flatten(value: unknown, shape: Shape): number[] | undefined {
  if (shape.length === 0) return typeof value === "number" && Number.isFinite(value) ? [value] : undefined;
  if (!Array.isArray(value) || value.length !== shape[0]) return undefined;
  const parts = value.map((part) => flatten(part, shape.slice(1)));
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
}

function partOf(slot: Slot, all: Float64Array): Nested {
  return nested(all.subarray(slot.valueOffset, slot.valueOffset + slot.valueSize), slot.latent.node.shape);
}

function asJson(scenario: CheckedScenario, { layout }: Place, result: PointDensity) {
  const { gradient } = result;
  const moved = layout.slots.filter(({ latent }) => !latent.prior.distribution.discrete);
  return {
    log_prior: result.logPrior,
    log_likelihood: result.logLikelihood,
    terms: result.terms.map((term) => ({
      line: positionAt(scenario.source, term.span.start).line,
      statement: term.statement,
      log_density: term.logDensity,
    })),
    ...(gradient !== undefined && {
      gradient: Object.fromEntries(moved.map((slot) => [slot.latent.name, partOf(slot, gradient)])),
    }),
  };
}

function asText(scenario: CheckedScenario, place: Place, result: PointDensity): string {
  const { layout, latents, summed } = place;
  const rows = result.terms.map((term) => [
    `${positionAt(scenario.source, term.span.start).line}`,
    onOneLine(term.statement),
    formatNumber(term.logDensity, 8),
  ]);
  const total = result.logPrior + result.logLikelihood;
  const table = renderTable(
    [right("line"), left("statement"), point("log density")],
    [
      ...rows,
      ["", "log prior", formatNumber(result.logPrior, 8)],
      ["", "log likelihood", formatNumber(result.logLikelihood, 8)],
      ["", "sum", formatNumber(total, 8)],
    ],
  );
  const shownSlots = layout.slots.filter(({ latent }) => !summed.includes(latent.name));
  const at = shownSlots.map((slot) => {
    const shown = JSON.stringify(partOf(slot, latents));
    return `${slot.latent.name} = ${shown.length > 60 ? `${shown.slice(0, 57)}..` : shown}`;
  });
  const missing = place.missing.filter((name) => !summed.includes(name));
  const out = summed.length === 0 ? "" : `  (${summed.join(", ")}: summed out)\n`;
  const chosen =
    missing.length === 0 ? "" : `  (${missing.join(", ")}: not given, taken where the unconstrained position is 0)\n`;
  const slope =
    result.gradient === undefined ? "no gradient: access grants none" : gradientLine(layout, result.gradient);
  return `at ${at.join(", ")}\n${chosen}${out}${table.join("\n")}\n${slope}\n`;
}

function gradientLine(layout: Layout, gradient: Float64Array): string {
  const moved = layout.slots.filter(({ latent }) => !latent.prior.distribution.discrete);
  const parts = moved.map((slot) => {
    const own = [...gradient.subarray(slot.valueOffset, slot.valueOffset + slot.valueSize)];
    const shown = own
      .slice(0, 6)
      .map((x) => formatNumber(x, 6))
      .join(", ");
    return `${slot.latent.name} ${own.length === 1 ? shown : `[${shown}${own.length > 6 ? ", .." : ""}]`}`;
  });
  return `gradient  ${parts.join("  ")}`;
}
