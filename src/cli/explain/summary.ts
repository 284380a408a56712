/** `pal explain FILE`: the scenario as the compiler sees it, on one page. */
import { printDiscretePlan } from "../../density/discrete/print-plan.ts";
import { densityPrograms, makeRunnable } from "../../density/plan.ts";
import type { Support } from "../../distributions/distribution.ts";
import type { Target } from "../../emit/target.ts";
import type { Construction } from "../../inference/kernel.ts";
import { showAxes } from "../../language/axes.ts";
import type { Box, CheckedScenario } from "../../language/checked.ts";
import { elementName, showNumber } from "../../language/elements.ts";
import { grantsGradients } from "../../language/granting.ts";
import { printConstruction } from "../../language/print-checked.ts";
import { gradientOption, hasJacobian } from "../../runs/infer.ts";
import { countOperations } from "../../tensor/count-operations.ts";
import { constantValue } from "../../tensor/evaluate.ts";
import type { Node, Program } from "../../tensor/node.ts";
import { questionsOf, rowsOf } from "../../tensor/questions.ts";
import { asWritten } from "../describe-scenario.ts";
import { formatCount } from "../numbers.ts";
import { type Column, renderTable } from "../table.ts";
import { counted } from "../words.ts";
import { describeCode } from "./code.ts";
import { describeParts } from "./density.ts";

/** Values of data that are shown. */
const MOST_SHOWN = 4;

export function explainSummary(scenario: CheckedScenario, emit?: Target): string {
  const step = scenario.infers[0].steps[0];
  const programs = densityPrograms(scenario, gradientOption(step), hasJacobian(step));
  const isSearch = scenario.sought !== undefined;
  const sections: [string, string[]][] = [
    ["latents", latentLines(scenario, programs)],
    ["discrete", printDiscretePlan(scenario).map((line) => `  ${line}`)],
    ["values", valueLines(scenario)],
    ["missing", missingLines(scenario)],
    ["boxes", boxLines(scenario, programs)],
    ["networks", networkLines(scenario)],
    ["likelihood", likelihoodLines(scenario)],
    ["parts", isSearch ? [] : [`  ${describeParts(programs)}`]],
    ["programs", isSearch ? [] : programLines(scenario, programs, emit)],
    ["wanted", wantedLines(scenario)],
    ["infer", inferLines(scenario)],
  ];
  const shown = sections.filter(([, lines]) => lines.length > 0).map(([title, lines]) => [title, ...lines].join("\n"));
  return `${[...heading(scenario), ...shown].join("\n\n")}\n`;
}

/** Whether the first step of the first `infer` has a gradient that it may ask for. */
export function hasGradient({ boxes, infers }: CheckedScenario): boolean {
  return gradientOption(infers[0].steps[0]) !== null || [...boxes.values()].every(grantsGradients);
}

const notGranted = "not granted";

type Programs = ReturnType<typeof densityPrograms>;

function heading({ name, documentation }: CheckedScenario): string[] {
  return [documentation === undefined ? name : `${name}: ${documentation}`];
}

/** Rows in columns, without a header. */
function rows(cells: readonly (readonly string[])[], numbers: readonly number[] = []): string[] {
  const width = Math.max(0, ...cells.map((row) => row.length));
  const columns = Array.from(
    { length: width },
    (_, i): Column => ({
      header: "",
      align: numbers.includes(i) ? "right" : "left",
    }),
  );
  return renderTable(columns, cells).slice(1);
}

function latentLines(scenario: CheckedScenario, { layout }: Programs): string[] {
  const slots = new Map(layout.slots.map((slot) => [slot.latent.name, slot]));
  const cells = scenario.latents.map((latent) => {
    const { distribution, args } = latent.prior;
    const slot = slots.get(latent.name);
    return [
      latent.name,
      showAxes(latent.axes),
      distribution.name,
      describeSupport(distribution.support(args)),
      slot?.parametrisation === undefined ? "no position of its own" : `${counted(slot.size, "number")} unconstrained`,
    ];
  });
  return rows(cells);
}

function describeSupport(support: Support): string {
  switch (support.kind) {
    case "above":
      return `above ${bound(support.lower)}`;
    case "interval":
      return `${bound(support.lower)} .. ${bound(support.upper)}`;
    case "unit":
      return "0 .. 1";
    case "whole": {
      const lower = support.lower === undefined ? "0" : bound(support.lower);
      return support.upper === undefined ? `whole, from ${lower}` : `whole, ${lower} .. ${bound(support.upper)}`;
    }
    case "category":
      return `0 .. ${support.size - 1}`;
    default:
      return support.kind;
  }
}

function bound(node: Node): string {
  const known = constantValue(node);
  if (known === undefined) return "a latent bound";
  return known.every((x) => x === known[0]) ? showNumber(known[0]) : "bounds that differ";
}

function valueLines({ params, values }: CheckedScenario): string[] {
  const knobs = [...params].map(([name, value]) => [
    "param",
    name,
    "",
    `= ${typeof value === "string" ? JSON.stringify(value) : value}`,
  ]);
  const named = values.map(({ kind, name, value }) => [kind, name, showAxes(value.axes), contents(value.node)]);
  return rows([...knobs, ...named]);
}

function contents(node: Node): string {
  const known = constantValue(node);
  if (known === undefined) return "of latents";
  const shown = Array.from(known.subarray(0, MOST_SHOWN), showNumber).join(" ");
  return `= ${shown}${known.length > MOST_SHOWN ? " .." : ""}`;
}

/** Missing data: latents, or drawn for the output. */
function missingLines({ imputed }: CheckedScenario): string[] {
  const cells = imputed.map(({ name, shape, positions, from }) => {
    const shown = positions.slice(0, MOST_SHOWN).map((position) => elementName(name, shape, position));
    const how = "drawn" in from ? `left out, drawn from ${from.drawn.distribution.name}` : "latents";
    return [
      `${shown.join(", ")}${positions.length > MOST_SHOWN ? " .." : ""}`,
      counted(positions.length, "value"),
      how,
    ];
  });
  return rows(cells);
}

function boxLines(scenario: CheckedScenario, programs: Programs): string[] {
  return [...scenario.boxes.values()].flatMap((box) => {
    const own = programs.rows.find((entry) => entry.box === box.name);
    const value = own?.value ?? rowsAsked(programs.value, box.name);
    const gradient = own?.gradient ?? rowsAsked(programs.gradient, box.name) - value;
    const more = hasGradient(scenario) && gradient > 0 ? `, its gradient through ${formatCount(gradient)}` : "";
    return [
      `  ${box.name}   ${typeOf(box)}   ${box.model.description}`,
      `    access ${asWritten(box.access)}${box.budget === undefined ? "" : `, budget ${formatCount(box.budget)} rows`}`,
      `    ${own === undefined ? "asked in batches" : "imported"}: an evaluation takes ${counted(value, "row")}${more}`,
    ];
  });
}

/** Rows that a program asks of a box. */
function rowsAsked(program: Program, box: string): number {
  return rowsOf(questionsOf(program.outputs.map((output) => output.node)).values()).get(box) ?? 0;
}

function networkLines({ networks }: CheckedScenario): string[] {
  return [...networks.values()].map((network) => `  ${network.name}   ${typeOf(network)}   ${network.description}`);
}

function typeOf({
  inputAxes,
  outputAxes,
  outputElement,
}: Pick<Box, "inputAxes" | "outputAxes" | "outputElement">): string {
  return `real ${showAxes(inputAxes)} -> ${outputElement} ${showAxes(outputAxes)}`;
}

function likelihoodLines({ observations, factors }: CheckedScenario): string[] {
  const cells = observations.map(({ text, axes, likelihood }) => [
    "observe",
    text,
    showAxes(axes),
    likelihood.distribution.name,
  ]);
  return rows([...cells, ...factors.map(({ value }) => ["factor", "", showAxes(value.axes)])]);
}

function programLines(scenario: CheckedScenario, programs: Programs, emit?: Target): string[] {
  const describe = (name: string, program: Program) => {
    const operations = countOperations(program.outputs.map((output) => output.node));
    return [name, counted(operations, "operation"), describeCode(makeRunnable(program, emit))];
  };
  const value = describe("value", programs.value);
  return rows([
    value,
    hasGradient(scenario) ? describe("with its gradient", programs.gradient) : ["gradient", notGranted],
  ]);
}

function wantedLines({ targets, truths, controls, samples, sought }: CheckedScenario): string[] {
  return rows([
    ...(sought === undefined ? [] : [["target", sought.name, "found by asking"]]),
    ...targets.map((target) => ["target", target.name, showAxes(target.axes)]),
    ...truths.map(({ target, axes, matched }) => [
      "truth",
      target,
      showAxes(axes),
      ...(matched === undefined ? [] : [`matched ${matched}`]),
    ]),
    ...samples.map(({ target, axes, groups }) => [
      "truth",
      target,
      showAxes(axes),
      groups === undefined ? "sampled" : "sampled by groups",
    ]),
    ...controls.map(({ target, axes, name, role }) => [
      "control",
      target,
      showAxes(axes),
      `as ${name}${role === undefined ? "" : `, a ${role}`}`,
    ]),
  ]);
}

function inferLines({ infers }: CheckedScenario): string[] {
  const written = (steps: readonly Construction[]) => steps.map(printConstruction).join(" then ");
  return rows(infers.map(({ name, steps }) => [name, written(steps)]));
}
