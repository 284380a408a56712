/** Why one event of a statement has no finite log density: the argument that left its domain, or the datum that is impossible. */
import { type Violation, violation } from "../distributions/domain.ts";
import { outside } from "../distributions/support.ts";
import type { Applied, CheckedScenario } from "../language/checked.ts";
import { elementName, observedName, showNumber } from "../language/elements.ts";
import type { Span } from "../language/source.ts";
import { constant } from "../tensor/build.ts";
import { constantValue, type Environment, evaluate } from "../tensor/evaluate.ts";
import { type Node, sizeOf } from "../tensor/node.ts";
import { reachable } from "../tensor/passes/dependencies.ts";
import type { Binding } from "./layout.ts";

export interface Blame {
  /** The event, as it is called in the scenario: `y[3]`. */
  readonly element: string;
  /** `sd is NaN, and must be positive`, and where the argument stands. */
  readonly reason?: string;
  readonly span?: Span;
}

interface Statement {
  readonly applied: Applied;
  readonly value?: Node;
  /** The event at a flat position of the batch. */
  name(event: number): string;
}

/**
 * @param element of the statement's term, which has `size` of them
 * @returns undefined where the term is not one density for each event
 */
export function blame(
  scenario: CheckedScenario,
  binding: Binding,
  environment: Environment,
  site: { readonly span: Span; readonly element: number; readonly size: number },
): Blame | undefined {
  const statement = statementAt(scenario, site.span);
  if (statement === undefined) return undefined;
  const { applied, value } = statement;
  const events = applied.batch.reduce((n, axis) => n * axis.size, 1);
  if (events !== site.size) return undefined;
  const element = statement.name(site.element);
  const nodes = binding.bind(applied.args);
  // Discrete latents have no value at a position.
  const isKnown = reachable(nodes).every(({ op }) => op.name !== "input" || op.buffer in (environment.buffers ?? {}));
  if (!isKnown) return { element };
  const args = evaluate(nodes, environment).map((values, i) => {
    const shape = nodes[i].shape.slice(applied.batch.length);
    const size = sizeOf(shape);
    return { values: values.subarray(site.element * size, (site.element + 1) * size), shape };
  });
  const { distribution, argSpans } = applied;
  for (const [i, { values, shape }] of args.entries()) {
    const { name, domain, rank } = distribution.parameters[i];
    const found = violation(domain, rank, values, shape);
    if (found === undefined) continue;
    const isInner = Number.isNaN(found.value) && hasNoMinimum(nodes[i], environment);
    const reason = isInner ? `${name} is NaN: an \`argmin\` in it found no minimum` : reasonOf(name, found);
    return { element, reason, span: argSpans[i] };
  }
  const data = value && constantValue(value);
  if (data === undefined) return { element };
  const support = distribution.support(args.map(({ values, shape }) => constant(values, shape)));
  const event = (value?.shape ?? []).slice(applied.batch.length);
  const size = sizeOf(event);
  const own = data.subarray(site.element * size, (site.element + 1) * size);
  const found = outside(support, own, event, distribution.eventRank);
  return found === undefined ? { element } : { element, reason: `${showNumber(found.value)} must be ${found.need}` };
}

/** Whether an inner problem below the node is given numbers and has no solution. */
function hasNoMinimum(node: Node, environment: Environment): boolean {
  return reachable([node]).some((each) => {
    if (each.op.name !== "minimiser") return false;
    const [points, ...operands] = evaluate([each, ...each.inputs], environment);
    return points.some(Number.isNaN) && operands.every((values) => values.every(Number.isFinite));
  });
}

function reasonOf(name: string, { index, value, need }: Violation): string {
  // A pivot says nothing of the matrix.
  if (need === "positive definite") return `${name} is not ${need}`;
  const inside = index.length > 0 ? `[${index.join(", ")}]` : "";
  return `${name}${inside} is ${showNumber(value)}, and must be ${need}`;
}

function statementAt({ observations, latents }: CheckedScenario, span: Span): Statement | undefined {
  const isHere = (other: { readonly span: Span }) => other.span.start === span.start && other.span.end === span.end;
  const observation = observations.find(isHere);
  if (observation !== undefined) {
    const { likelihood, value, text, places } = observation;
    const size = sizeOf(value.shape.slice(likelihood.batch.length));
    return {
      applied: likelihood,
      value,
      name(event) {
        if (likelihood.distribution.eventRank === 0) return observedName(observation, event);
        const shape = (places?.shape ?? value.shape).slice(0, likelihood.batch.length);
        const place = places === undefined ? event : Math.floor(places.positions[event * size] / size);
        return elementName(text, shape, place);
      },
    };
  }
  const latent = latents.find(isHere);
  if (latent === undefined) return undefined;
  const { name, node, prior } = latent;
  return {
    applied: prior,
    name: (event) => elementName(name, node.shape.slice(0, prior.batch.length), event),
  };
}
