/** What becomes of the discrete latents, as lines for `pal explain`. */
import type { CheckedScenario, Latent } from "../../language/checked.ts";
import { elementName } from "../../language/elements.ts";
import { sizeOf } from "../../tensor/node.ts";
import { analyseDiscrete, type Elimination } from "./analyse.ts";
import { type Step, scheduleOf } from "./order.ts";
import { describeReason } from "./staying.ts";

const number = (x: number) => x.toLocaleString("en");
const counted = (n: number, noun: string) => `${number(n)} ${noun}${n === 1 ? "" : "s"}`;
/** Variables of a round that are named. */
const mostNamed = 3;

/** Lines without line breaks; empty where no latent is discrete. */
export function printDiscretePlan(scenario: CheckedScenario): string[] {
  const { elimination, unsummed } = analyseDiscrete(scenario);
  return [
    ...(elimination === undefined ? [] : describeElimination(elimination)),
    ...unsummed.map(({ latent, reason }) => `${latent.name} is moved by the algorithm: ${describeReason(reason)}`),
  ];
}

function describeElimination(elimination: Elimination): string[] {
  const { latents, variables, scopes, greedy } = elimination;
  const { rounds, chains } = scheduleOf(variables.count, scopes, greedy);
  const largest = greedy.steps.reduce((most, { cost }) => Math.max(most, cost), 0);
  const meet = scopes.reduce((most, scope) => Math.max(most, scope.length), 1);
  const names = latents.map(({ name, node, states }) => `${name} (${describeStates(sizeOf(node.shape), states)})`);
  return [
    `summed out      ${names.join(", ")}`,
    `cost            ${counted(greedy.cost, "term")} in the cheapest order, ${number(largest)} for the dearest variable; ` +
      `at most ${meet} meet in one factor`,
    ...rounds.map((round, i) => {
      const cost = round.reduce((total, step) => total + step.cost, 0);
      return `round ${`${i + 1}`.padEnd(9)} ${describeRound(elimination, round)}, ${counted(cost, "term")}`;
    }),
    ...chains.map(
      (kind) =>
        `recursion       ${counted(kind.length, "chain")} of ${number(kind[0].length)}, ` +
        `from ${nameOf(elimination, kind[0][0])} to ${nameOf(elimination, kind[0][kind[0].length - 1])}`,
    ),
  ];
}

function describeStates(size: number, states: Latent["states"]): string {
  const counts = new Set(states?.count);
  const values = counts.size === 1 ? counted([...counts][0], "value") : `up to ${Math.max(...counts)} values`;
  return size === 1 ? values : `${counted(size, "element")} of ${values}`;
}

function describeRound(elimination: Elimination, round: readonly Step[]): string {
  const named = round.slice(0, mostNamed).map(({ variable, neighbours }) => {
    const left = neighbours.slice(0, mostNamed).map((v) => nameOf(elimination, v));
    const more = neighbours.length > mostNamed ? ", .." : "";
    const own = nameOf(elimination, variable);
    return left.length === 0 ? own : `${own} (meets ${left.join(", ")}${more})`;
  });
  const more = round.length > mostNamed ? `, .. (${number(round.length - mostNamed)} more)` : "";
  return named.join(", ") + more;
}

function nameOf({ latents, variables }: Elimination, variable: number): string {
  const latent = latents.findLast(({ node }) => (variables.offsets.get(node) ?? 0) <= variable);
  if (latent === undefined) throw new Error("every variable is of a latent");
  return elementName(latent.name, latent.node.shape, variable - (variables.offsets.get(latent.node) ?? 0));
}
