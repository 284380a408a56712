/** What algorithms ask and may not: gradients of a black box that grants none, draws of a prior that has none (DESIGN 1.5). */
import type { Construction } from "../inference/kernel.ts";
import type { Node } from "../tensor/node.ts";
import type { Box, Factor, Infer, Latent, Observation } from "./checked.ts";
import type { BoxUse } from "./context.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { accessExceeded, budgetBelowEvaluation, improperPrior, noGradientThrough } from "./diagnostics/roles.ts";
import type { Source, Span } from "./source.ts";
import type { Catalogue } from "./statements/infer.ts";

/** Every node that the log density depends on. */
export function densityNodes(
  latents: readonly Latent[],
  observations: readonly Observation[],
  factors: readonly Factor[],
): Set<Node> {
  const nodes = new Set<Node>();
  const stack = [
    ...latents.flatMap((latent) => latent.prior.args),
    ...observations.flatMap((observation) => observation.likelihood.args),
    ...factors.map((factor) => factor.value.node),
  ];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (nodes.has(node)) continue;
    nodes.add(node);
    stack.push(...node.inputs);
  }
  return nodes;
}

/** True when the analyst may use exact gradients of the box's scores. */
export function grantsGradients(box: Box): boolean {
  return box.access.has("explanations");
}

/** Where no gradient can be had: a label, or scores of a box that grants none. */
export function hasExactGradient(uses: readonly BoxUse[], boxes: ReadonlyMap<string, Box>): boolean {
  return uses.every(({ box, form }) => {
    const declared = boxes.get(box);
    return form === "scores" && declared !== undefined && grantsGradients(declared);
  });
}

/**
 * What is wrong with running `infer` through the boxes that the density asks; empty when it may.
 * @param uses those that the density depends on
 */
export function checkGranted(
  source: Source,
  infer: Infer,
  boxes: ReadonlyMap<string, Box>,
  uses: readonly BoxUse[],
  catalogue: Catalogue,
): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const [i, step] of infer.steps.entries()) {
    if (catalogue.algorithms.get(step.name)?.needsGradient(step.options) !== true) continue;
    const reported = new Set<string>();
    for (const use of uses) {
      const box = boxes.get(use.box);
      const diagnostic =
        box && !reported.has(use.box) ? withoutGradient(source, infer.stepSpans[i], step, box, use) : undefined;
      if (diagnostic === undefined) continue;
      reported.add(use.box);
      diagnostics.push(diagnostic);
    }
  }
  return diagnostics;
}

function withoutGradient(
  source: Source,
  span: Span,
  step: Construction,
  box: Box,
  use: BoxUse,
): Diagnostic | undefined {
  const place = { source, span: box.accessSpan };
  const { move } = step.options;
  const others =
    typeof move === "object" && move !== null
      ? `${step.name}(move = rwm(..)) needs none`
      : "smc(..) and rwm(..) need none";
  if (use.form === "labels") {
    const needs = { span, text: `${step.name} needs gradients; label(${box.name}, x) has none` };
    return box.access.has("scores")
      ? noGradientThrough({ source, span: use.span }, `label(${box.name}, x)`, needs, others)
      : accessExceeded(place, box.name, "gradients", box.access, needs, [others]);
  }
  if (grantsGradients(box) || (typeof step.options.gradient === "object" && step.options.gradient !== null)) {
    return undefined;
  }
  const rows = box.inputAxes.reduce((n, axis) => n * axis.size, 1) + 1;
  // From `--infer`, or by default, the algorithm's name does not stand in the file.
  const who = source.text.startsWith(step.name, span.start) ? "" : `${step.name} `;
  const needs = { span, text: `${who}needs the gradient of ${box.name}` };
  return accessExceeded(place, box.name, "gradients", box.access, needs, [
    `${step.name}(gradient = finite_difference()) would ask ${rows} rows per record and leapfrog; ${others}`,
  ]);
}

/** An algorithm that begins with prior draws, and a prior that has none. `runs`: whether this is the `infer` that would run. */
export function checkPriorDraws(
  source: Source,
  infer: Infer,
  latents: readonly Latent[],
  catalogue: Catalogue,
  runs: boolean,
): Diagnostic[] {
  const at = infer.steps.findIndex(({ name }) => catalogue.algorithms.get(name)?.needsPriorDraws === true);
  const latent = latents.find(({ prior }) => prior.distribution.improper === true);
  if (at < 0 || latent === undefined) return [];
  const { name, prior } = latent;
  const place = { source, span: infer.stepSpans[at] };
  return [improperPrior(place, infer.steps[at].name, name, prior.distribution.name, prior.span, runs)];
}

/** Boxes whose budget does not last for one evaluation of the density. */
export function checkBudgets(source: Source, boxes: ReadonlyMap<string, Box>, nodes: ReadonlySet<Node>): Diagnostic[] {
  const rows = new Map<string, number>();
  const asked = new Set<string>();
  for (const node of nodes) {
    const { op } = node;
    // The same question written twice is asked once.
    const question = op.name === "call" ? `${op.box}:${withoutReshape(node.inputs[0]).id}` : "";
    if (op.name !== "call" || asked.has(question)) continue;
    asked.add(question);
    rows.set(op.box, (rows.get(op.box) ?? 0) + node.shape[0]);
  }
  return [...boxes.values()].flatMap((box) => {
    const needed = rows.get(box.name) ?? 0;
    if (box.budget === undefined || box.budget >= needed) return [];
    return [budgetBelowEvaluation({ source, span: box.budgetSpan ?? box.span }, box.name, box.budget, needed)];
  });
}

function withoutReshape(node: Node): Node {
  return node.op.name === "reshape" ? withoutReshape(node.inputs[0]) : node;
}
