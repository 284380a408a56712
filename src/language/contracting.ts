/** Contracted derivatives: what the statements say of `parameter_gradient(f, x)`, without the derivative of every row by every weight. */
import { type Node, sizeOf } from "../tensor/node.ts";
import { contractParameterGradients } from "../tensor/passes/contract.ts";
import { reachable } from "../tensor/passes/dependencies.ts";
import { answerKnown, rowsAnswered } from "./answers.ts";
import type { Applied, CheckedScenario } from "./checked.ts";
import type { BoxUse } from "./context.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { tooManyDerivatives } from "./diagnostics/networks.ts";
import type { Source } from "./source.ts";

/** Numbers of derivatives that are stored where no sum over the rows follows. */
const MOST_STORED = 1_000_000;

type Statements = Pick<CheckedScenario, "latents" | "observations" | "imputed" | "factors" | "targets">;

/** The same statements with sums over rows of derivatives by weights as reverse passes. */
export function contractStatements<S extends Statements>(scenario: S): S {
  return withRoots(scenario, contractParameterGradients(rootsOf(scenario)));
}

/** The same statements with the answers of boxes at known inputs as constants. */
export function answerStatements(scenario: CheckedScenario, answered: readonly Node[]): CheckedScenario {
  const { nodes, questions } = answerKnown(rootsOf(scenario), (name) => scenario.boxes.get(name));
  return { ...withRoots(scenario, nodes), answered: rowsAnswered([...answered, ...questions]) };
}

/** @param nodes in the place of the roots, in their order */
function withRoots<S extends Statements>(scenario: S, nodes: readonly Node[]): S {
  const { latents, observations, imputed, factors, targets } = scenario;
  const images = new Map(rootsOf(scenario).map((node, i) => [node, nodes[i]]));
  const of = (node: Node) => images.get(node) ?? node;
  const applied = (each: Applied) => ({ ...each, args: each.args.map(of) });
  return {
    ...scenario,
    latents: latents.map((each) => ({ ...each, prior: applied(each.prior) })),
    observations: observations.map((each) => ({ ...each, likelihood: applied(each.likelihood) })),
    imputed: imputed.map((each) =>
      "drawn" in each.from ? { ...each, from: { drawn: applied(each.from.drawn) } } : each,
    ),
    factors: factors.map((each) => ({ ...each, value: { ...each.value, node: of(each.value.node) } })),
    targets: targets.map((each) => ({ ...each, node: of(each.node) })),
  };
}

/** Derivatives that would have to be stored and are too many. @param scenario contracted */
export function checkDerivatives(source: Source, scenario: Statements, uses: readonly BoxUse[]): Diagnostic[] {
  return reachable(rootsOf(scenario)).flatMap((node) => {
    if (node.op.name !== "parameter_gradient" || sizeOf(node.shape) <= MOST_STORED) return [];
    const { box } = node.op;
    const [rows, outputs, weights] = node.shape;
    const use = uses.find((each) => each.node === node) ?? uses.find((each) => each.box === box);
    const shown = [rows, outputs, weights].filter((n, i) => n > 1 || i === 2).map((n) => n.toLocaleString("en"));
    return use === undefined ? [] : [tooManyDerivatives({ source, span: use.span }, shown.join(" x "), MOST_STORED)];
  });
}

function rootsOf({ latents, observations, imputed, factors, targets }: Statements): Node[] {
  return [
    ...latents.flatMap(({ prior }) => prior.args),
    ...observations.flatMap(({ likelihood }) => likelihood.args),
    ...imputed.flatMap(({ from }) => ("drawn" in from ? from.drawn.args : [])),
    ...factors.map(({ value }) => value.node),
    ...targets.map(({ node }) => node),
  ];
}
