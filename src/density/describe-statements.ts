/** What each statement adds to the log density, and what it costs: facts for `explain`. */
import type { CheckedScenario } from "../language/checked.ts";
import type { Span } from "../language/source.ts";
import { add, sum } from "../tensor/build.ts";
import { countOperations } from "../tensor/count-operations.ts";
import { type Node, type Program, sizeOf } from "../tensor/node.ts";
import { reachable } from "../tensor/passes/dependencies.ts";
import { optimise } from "../tensor/passes/optimise.ts";
import { gradientOf } from "./gradient-of.ts";
import { importCalls, netsOf, writeOutDerivatives } from "./import-boxes.ts";
import { bindPosition, type Layout } from "./layout.ts";
import { type Term, termsOf } from "./terms.ts";

export interface StatementFacts {
  readonly kind: Term["kind"];
  /** As written. */
  readonly statement: string;
  /** Summands of the log density, Jacobians not counted. */
  readonly terms: number;
  /** Names of latents, and of boxes with their brackets. */
  readonly dependsOn: readonly string[];
  /** Names of data and lets. */
  readonly reads: readonly string[];
  /** Operations of one evaluation: as the statement says it, after the passes, and after them with the gradient. */
  readonly written: number;
  readonly value: number;
  readonly gradient: number;
}

/** The statements of the density in the order of `termsOf`; a prior and the Jacobian of its transform are one. */
export function describeStatements(scenario: CheckedScenario, layout: Layout): StatementFacts[] {
  const binding = bindPosition(layout);
  const terms = groupBy(termsOf(scenario, layout, binding), (term) => placeOf(term.span));
  const statements = statementsOf(scenario);
  return [...terms].map(([place, [first, ...more]]) => {
    const nodes = [first, ...more].map((term) => term.node);
    const inputs = new Set(reachable(nodes));
    // What is summed out together is one term of several statements.
    const parts = statements.filter(({ span, text }) => placeOf(span) === place || first.statement.includes(text));
    const below = new Set(reachable(parts.flatMap((part) => part.nodes)));
    const own = scenario.latents.filter((latent) => placeOf(latent.span) === place);
    const boxes = [...below].flatMap(({ op }) => (op.name === "call" ? [`${op.box}(..)`] : []));
    const total = more.reduce((all, term) => add(all, sum(term.node)), sum(first.node));
    return {
      kind: first.kind,
      statement: first.statement,
      terms: own.length > 0 || more.length === 0 ? sizeOf(first.node.shape) : sizeOfAll([first, ...more]),
      dependsOn: [
        ...binding.bound.flatMap(({ slot, input }) =>
          inputs.has(input) && !own.includes(slot.latent) ? [slot.latent.name] : [],
        ),
        ...new Set(boxes),
      ],
      reads: scenario.values
        .filter(({ name, value }) => below.has(value.node) || parts.some((part) => part.observed === name))
        .map(({ name }) => name),
      ...costOf(
        scenario,
        total,
        binding.bound.map(({ input }) => input),
      ),
    };
  });
}

function sizeOfAll(terms: readonly Term[]): number {
  return terms.reduce((total, term) => total + sizeOf(term.node.shape), 0);
}

function placeOf({ start, end }: Span): string {
  return `${start}-${end}`;
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

interface StatementNodes {
  readonly span: Span;
  readonly text: string;
  /** What stands in it, before latents have been bound: there the names are still to be found. */
  readonly nodes: readonly Node[];
  /** The observed expression as written. */
  readonly observed?: string;
}

function statementsOf({ source, latents, observations, factors }: CheckedScenario): StatementNodes[] {
  const textOf = ({ start, end }: Span) => source.text.slice(start, end);
  return [
    ...latents.map(({ span, prior }) => ({ span, text: textOf(span), nodes: prior.args })),
    ...observations.map(({ span, text, value, likelihood }) => ({
      span,
      text: textOf(span),
      nodes: [value, ...likelihood.args],
      observed: text,
    })),
    ...factors.map(({ span, value }) => ({ span, text: textOf(span), nodes: [value.node] })),
  ];
}

function costOf(
  scenario: CheckedScenario,
  total: Node,
  inputs: readonly Node[],
): Pick<StatementFacts, "written" | "value" | "gradient"> {
  const nets = netsOf(scenario);
  const program = (nodes: readonly Node[]): Program => ({
    buffers: { all: nodes.reduce((size, node) => size + sizeOf(node.shape), 0) },
    outputs: nodes.map((node) => ({ buffer: "all", offset: 0, node })),
  });
  const optimised = (nodes: readonly Node[]) => optimise(program(nodes)).outputs.map((output) => output.node);
  const imported = (nodes: readonly Node[]) => optimised(importCalls(nodes, nets));
  // As in `plan.ts`: stable forms must be in place before they are differentiated.
  const [first, ...moved] = optimised([...writeOutDerivatives([total], nets), ...inputs]);
  const gradients = gradientOf(first, moved);
  return {
    written: countOperations(importCalls([total], nets)),
    value: countOperations(imported([first])),
    gradient: countOperations(imported([first, ...gradients])),
  };
}
