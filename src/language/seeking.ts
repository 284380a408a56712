/** Algorithms that ask a black box by themselves and find a network: what of a scenario they can work on. */
import type { Construction } from "../inference/kernel.ts";
import { sizeOf } from "../tensor/node.ts";
import { shapeOf } from "./axes.ts";
import type { Box, CheckedScenario, Infer, Network, Target } from "./checked.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { misplaced } from "./diagnostics/names.ts";
import {
  modelNotSearchable,
  networkNotSearchable,
  networkWithoutPrior,
  nothingSought,
  searchWithoutModel,
  widthNotFound,
} from "./diagnostics/networks.ts";
import { accessExceeded } from "./diagnostics/roles.ts";
import type { Source } from "./source.ts";
import type { Catalogue } from "./statements/infer.ts";

/** What a checker knows once all statements are read. */
export interface Sought {
  readonly boxes: ReadonlyMap<string, Box>;
  readonly networks: ReadonlyMap<string, Network>;
  readonly targets: readonly Target[];
  /** A target without a prior. */
  readonly network?: Network;
}

function isSeeking(infer: Infer, catalogue: Catalogue): boolean {
  return infer.steps.some(({ name }) => catalogue.algorithms.get(name)?.seeks === true);
}

/** The network that a search is for: the one without a prior, or the target whose weights would be drawn otherwise. */
export function networkSought({ sought, targets, networks }: Pick<CheckedScenario, "sought" | "targets" | "networks">) {
  return (
    sought ??
    targets.map(({ name, parameters }) => (parameters === undefined ? undefined : networks.get(name))).find(Boolean)
  );
}

/** What is wrong with running `infer` for the networks of the scenario; empty when it may. */
export function checkSeeking(source: Source, infer: Infer, sought: Sought, catalogue: Catalogue): Diagnostic[] {
  if (!isSeeking(infer, catalogue)) return withoutSearch(source, infer, sought.network);
  const [step, second] = infer.steps;
  const place = { source, span: infer.stepSpans[0] };
  if (second !== undefined) {
    const at = { source, span: infer.stepSpans[1] };
    return [
      misplaced(
        at,
        `${step.name} finds a network and makes no draws`,
        "it stands alone: nothing starts from it, and it starts from nothing",
      ),
    ];
  }
  const network = networkSought({ sought: sought.network, targets: sought.targets, networks: sought.networks });
  if (network === undefined) return [nothingSought(place, step.name)];
  const box = boxOf(step, sought.boxes);
  if (box === undefined) return [searchWithoutModel(place, step.name, [...sought.boxes.keys()])];
  return [...networkProblems(source, step, network), ...boxProblems(source, infer, step, network, box)];
}

/** A network without a prior, and an algorithm that would draw its weights. */
function withoutSearch(source: Source, infer: Infer, network: Network | undefined): Diagnostic[] {
  if (network === undefined) return [];
  // From `--infer` the algorithm's name does not stand in the file.
  const [span] = infer.stepSpans;
  const [{ name }] = infer.steps;
  const who = source.text.startsWith(name, span.start) ? "" : `${name} `;
  const at = { span, text: `${who}draws weights from a prior` };
  if (network.auto !== undefined) return [widthNotFound({ source, span: network.auto }, network.name, at)];
  return [networkWithoutPrior({ source, span: network.nameSpan }, network.name, infer.stepSpans[0])];
}

/** The box that a search asks. */
export function boxOf(step: Construction, boxes: ReadonlyMap<string, Box>): Box | undefined {
  return typeof step.options.model === "string" ? boxes.get(step.options.model) : undefined;
}

function networkProblems(source: Source, step: Construction, network: Network): Diagnostic[] {
  const { layers } = network.net;
  const [, hidden, last] = layers;
  const isOneLayer =
    layers.length === 3 && hidden.kind === "activation" && hidden.activation.name === "relu" && last.kind === "dense";
  if (isOneLayer && sizeOf(shapeOf(network.outputAxes)) === 1 && network.outputElement === "real") return [];
  return [networkNotSearchable({ source, span: network.span }, step.name, network.name, network.description)];
}

function boxProblems(source: Source, infer: Infer, step: Construction, network: Network, box: Box): Diagnostic[] {
  const inputs = sizeOf(shapeOf(box.inputAxes));
  const wanted = sizeOf(shapeOf(network.inputAxes));
  const place = { source, span: box.span };
  if (sizeOf(shapeOf(box.outputAxes)) !== 1 || box.outputElement !== "real") {
    return [modelNotSearchable(place, step.name, box.name, "it has several outputs, and a network of one is found")];
  }
  if (inputs !== wanted) {
    return [
      modelNotSearchable(place, step.name, box.name, `it has ${inputs} inputs, and \`${network.name}\` ${wanted}`),
    ];
  }
  if (box.access.has("explanations")) return [];
  const needs = { span: infer.stepSpans[0], text: `asks gradients of ${box.name}` };
  const remedy = "`access explanations` grants them, if the analyst has them; no other access tells hinges exactly";
  return [accessExceeded({ source, span: box.accessSpan }, box.name, "gradients", box.access, needs, [remedy])];
}
