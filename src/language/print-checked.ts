/** A checked scenario as text: what the checker made of every name, for people and for golden tests. */

import type { Construction, OptionValue } from "../inference/kernel.ts";
import { constantValue } from "../tensor/evaluate.ts";
import type { Node } from "../tensor/node.ts";
import { showAxes } from "./axes.ts";
import type {
  Applied,
  Axis,
  Box,
  CheckedScenario,
  Comparison,
  Dim,
  Latent,
  Network,
  Sample,
  Value,
} from "./checked.ts";
import { elementName, showNumber } from "./elements.ts";
import { latentOf } from "./known.ts";

/** Values of up to this many elements are shown whole. */
const MOST_SHOWN = 24;

/** One line for each name and statement; the arguments of distributions on lines of their own below them. */
export function printChecked(scenario: CheckedScenario): string {
  const lines = [`scenario ${scenario.name}`];
  for (const line of scenario.documentation?.split("\n") ?? []) lines.push(`  /// ${line}`.trimEnd());
  for (const dim of scenario.dims.values()) lines.push(printDim(dim));
  for (const [name, value] of scenario.params)
    lines.push(`param ${name} = ${typeof value === "string" ? JSON.stringify(value) : value}`);
  for (const box of scenario.boxes.values()) lines.push(printBox(box));
  for (const network of scenario.networks.values()) lines.push(printNetwork(network));
  for (const { kind, name, value } of scenario.values) lines.push(`${kind} ${name} ${printValue(value)}`);
  for (const latent of scenario.latents) {
    lines.push(`prior ${latent.name} ${showAxes(latent.axes)} ~ ${printApplied(latent.prior)}${printStates(latent)}`);
    lines.push(...printArguments(latent.prior));
  }
  for (const { text, axes, value, likelihood } of scenario.observations) {
    lines.push(`observe ${text} ${printValue({ axes, node: value })} ~ ${printApplied(likelihood)}`);
    lines.push(...printArguments(likelihood));
  }
  for (const { value } of scenario.factors) lines.push(`factor ${printValue(value)}`);
  for (const { name, shape, positions, from } of scenario.imputed) {
    const elements = positions.slice(0, MOST_SHOWN).map((position) => elementName(name, shape, position));
    const how = "drawn" in from ? `drawn from ${printApplied(from.drawn)}` : "a latent";
    lines.push(`missing ${elements.join(", ")}${positions.length > MOST_SHOWN ? ", .." : ""}: ${how}`);
    if ("drawn" in from) lines.push(...printArguments(from.drawn));
  }
  if (scenario.sought !== undefined) lines.push(`target ${scenario.sought.name}, found by asking`);
  for (const target of scenario.targets) lines.push(`target ${target.name} ${showAxes(target.axes)}`);
  for (const truth of scenario.truths) lines.push(`truth ${printComparison(truth)}`);
  for (const sample of scenario.samples) lines.push(`truth ${printSample(sample)}`);
  for (const control of scenario.controls) lines.push(`control ${printComparison(control)} as ${control.name}`);
  for (const { name, steps } of scenario.infers) {
    lines.push(`infer ${name} = ${steps.map(printConstruction).join(" then ")}`);
  }
  return `${lines.join("\n")}\n`;
}

function printDim({ name, size, labels, picture }: Dim): string {
  const shown = picture === undefined ? size : `image(${picture.join(", ")})`;
  return `dim ${name} = ${shown}${labels === undefined ? "" : ` { ${labels.join(", ")} }`}`;
}

function printBox(box: Box): string {
  const budget = box.budget === undefined ? "" : ` budget ${box.budget}`;
  const type = `${showAxes(box.inputAxes)} -> ${box.outputElement} ${showAxes(box.outputAxes)}`;
  return `model ${box.name} ${type} = ${printConstruction(box.provider)} access ${[...box.access].join(", ")}${budget}`;
}

function printNetwork({ name, inputAxes, outputAxes, outputElement, description }: Network): string {
  return `network ${name} ${showAxes(inputAxes)} -> ${outputElement} ${showAxes(outputAxes)} = ${description}`;
}

function printComparison(comparison: Comparison): string {
  const { target, matched, role } = comparison;
  const how = matched === undefined ? (role === undefined ? "" : ` (${role})`) : ` matched ${matched}`;
  return `${target} ${printValue(comparison)}${how}`;
}

function printSample(sample: Sample): string {
  const groups = sample.groups === undefined ? "" : ` by ${sample.groups.join(" ")}`;
  return `${sample.target} ${printValue(sample)} sampled${groups}`;
}

function printValue({ axes, node }: Value): string {
  return `${showAxes(axes)} ${printNode(node)}`;
}

/** The numbers of a known node, or what an unknown one depends on. */
function printNode(node: Node): string {
  const known = constantValue(node);
  if (known === undefined) return `of ${dependencies(node).join(", ")}`;
  const shown = Array.from(known.subarray(0, MOST_SHOWN), showNumber).join(" ");
  return `= ${shown}${known.length > MOST_SHOWN ? " .." : ""}`;
}

/** The latents and black boxes below a node, in the order of their names. */
function dependencies(root: Node): string[] {
  const names = new Set<string>();
  const seen = new Set<Node>();
  const stack = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (node.op.name === "input") names.add(latentOf(node.op.buffer));
    if ("box" in node.op) names.add(question(node.op.name, node.op.box));
    stack.push(...node.inputs);
  }
  return [...names].sort();
}

function question(op: Node["op"]["name"], box: string): string {
  if (op === "call") return `${box}(..)`;
  return op === "call_vjp" ? `gradient(${box}, ..)` : `parameter_gradient(${box}, ..)`;
}

/** `, values 0 .. 2 by part`: the widest range of its elements. */
function printStates({ states, categories, prior }: Latent): string {
  if (!prior.distribution.discrete) return "";
  if (states === undefined) return ", values without bounds";
  const low = states.lower.reduce((a, b) => Math.min(a, b));
  const high = states.lower.reduce((most, lower, i) => Math.max(most, lower + states.count[i] - 1), low);
  return `, values ${low} .. ${high}${categories === undefined ? "" : ` by ${categories}`}`;
}

function printApplied(applied: Applied): string {
  return `${applied.distribution.name}${repeats(applied.batch)}`;
}

function repeats(batch: readonly Axis[]): string {
  return batch.length === 0 ? "" : ` for each of ${showAxes(batch)}`;
}

function printArguments({ distribution, args }: Applied): string[] {
  return args.map((node, i) => `  ${distribution.parameters[i].name} [${node.shape.join(", ")}] ${printNode(node)}`);
}

/** `nuts(chains = 4, ..)`, options that say nothing left out. */
export function printConstruction({ name, options }: Construction): string {
  const entries = Object.entries(options).flatMap(([option, value]) =>
    value === null ? [] : [`${option} = ${printOption(value)}`],
  );
  return `${name}(${entries.join(", ")})`;
}

function printOption(value: OptionValue): string {
  return typeof value === "object" && value !== null ? printConstruction(value) : String(value);
}
