/** What algorithms ask and may not: gradients of a black box that grants none, draws of a prior that has none (DESIGN 1.5). */
import type { Construction } from "../inference/kernel.ts";
import type { Node } from "../tensor/node.ts";
import { dependsOn } from "../tensor/passes/dependencies.ts";
import { questionsOf, rowsOf } from "../tensor/questions.ts";
import type { Access, Box, Factor, Infer, Latent, Observation } from "./checked.ts";
import type { BoxUse } from "./context.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { priorDrawsUnknown } from "./diagnostics/combinators.ts";
import {
  accessExceeded,
  budgetBelowAnswers,
  budgetBelowEvaluation,
  improperPrior,
  noGradientThrough,
} from "./diagnostics/roles.ts";
import { whyNoDraws, withoutDraws } from "./draws.ts";
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

/** The uses that the density depends on and latents reach: the gradient of the density asks for theirs. */
export function usesOfLatents(uses: readonly BoxUse[], nodes: ReadonlySet<Node>): BoxUse[] {
  const ofLatents = (node: Node) => dependsOn(node, (each) => each.op.name === "input");
  return uses.filter(({ box, node }) => {
    if (node !== undefined) return nodes.has(node) && ofLatents(node);
    return [...nodes].some((each) => "box" in each.op && each.op.box === box && ofLatents(each));
  });
}

/** Where a gradient can be had: not of a label, nor of scores or gradients of a box that grants no derivatives of them. */
export function hasExactGradient(uses: readonly BoxUse[], boxes: ReadonlyMap<string, Box>): boolean {
  return uses.every(({ box, form }) => {
    const declared = boxes.get(box);
    return declared === undefined || isDifferentiable(declared, form);
  });
}

function isDifferentiable(box: Box, form: Access): boolean {
  if (form === "scores") return grantsGradients(box);
  return form === "parameters" || (form === "explanations" && grantsSecondDerivatives(box));
}

/** The file itself is needed: explanations are first derivatives. */
function grantsSecondDerivatives(box: Box): boolean {
  return box.access.has("parameters") && box.model.importInto !== undefined;
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
  if (use.form === "parameters") return undefined;
  if (use.form === "explanations") return withoutSecondDerivative(source, span, step, box, use, others);
  if (grantsGradients(box) || (typeof step.options.gradient === "object" && step.options.gradient !== null)) {
    return undefined;
  }
  const rows = box.inputAxes.reduce((n, axis) => n * axis.size, 1) + 1;
  const needs = { span, text: `${whoOf(source, span, step)}needs the gradient of ${box.name}` };
  return accessExceeded(place, box.name, "gradients", box.access, needs, [
    `${step.name}(gradient = finite_difference()) would ask ${rows} rows per record and leapfrog; ${others}`,
  ]);
}

/** From `--infer`, or by default, the algorithm's name does not stand in the file. */
function whoOf(source: Source, span: Span, { name }: Construction): string {
  return source.text.startsWith(name, span.start) ? "" : `${name} `;
}

/** The gradient of a density that depends on `gradient(f, x)` is made of second derivatives of f. */
function withoutSecondDerivative(
  source: Source,
  span: Span,
  step: Construction,
  box: Box,
  use: BoxUse,
  others: string,
): Diagnostic | undefined {
  if (grantsSecondDerivatives(box)) return undefined;
  const who = whoOf(source, span, step);
  if (!box.access.has("parameters")) {
    const needs = { span, text: `${who}needs the derivative of gradient(${box.name}, x)` };
    const place = { source, span: box.accessSpan };
    return accessExceeded(place, box.name, "second derivatives", box.access, needs, [
      `${others}; access parameters grants second derivatives, if the analyst has the file`,
    ]);
  }
  const needs = { span, text: `${who}needs gradients; ${box.name} is asked as it is, and has no second ones` };
  return noGradientThrough({ source, span: use.span }, `gradient(${box.name}, x)`, needs, others);
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
  const latent = withoutDraws(latents);
  if (at < 0 || latent === undefined) return [];
  const { name, prior } = latent;
  const { distribution, span: declared } = prior;
  const place = { source, span: infer.stepSpans[at] };
  const report = whyNoDraws(prior) === "improper" ? improperPrior : priorDrawsUnknown;
  return [
    report(place, { algorithm: infer.steps[at].name, latent: name, distribution: distribution.name, declared, runs }),
  ];
}

/** Boxes whose budget does not last for one evaluation of the density. */
export function checkBudgets(source: Source, boxes: ReadonlyMap<string, Box>, nodes: ReadonlySet<Node>): Diagnostic[] {
  if (boxes.size === 0) return [];
  const rows = rowsOf(questionsOf([...nodes]).values());
  return [...boxes.values()].flatMap((box) => {
    const needed = rows.get(box.name) ?? 0;
    if (box.budget === undefined || box.budget >= needed) return [];
    return [budgetBelowEvaluation({ source, span: box.budgetSpan ?? box.span }, box.name, box.budget, needed)];
  });
}

/** Boxes whose budget does not last for what they have been asked at known inputs. */
export function checkAnswered(
  source: Source,
  boxes: ReadonlyMap<string, Box>,
  answered: ReadonlyMap<string, number>,
): Diagnostic[] {
  return [...boxes.values()].flatMap((box) => {
    const rows = answered.get(box.name) ?? 0;
    if (box.budget === undefined || box.budget >= rows) return [];
    return [budgetBelowAnswers({ source, span: box.budgetSpan ?? box.span }, box.name, box.budget, rows)];
  });
}
