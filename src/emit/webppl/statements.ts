/** Statements of a WebPPL model: what is drawn, observed and added to the score. */
import type { Support } from "../../distributions/distribution.ts";
import { unprintableSupport } from "../../language/diagnostics/emitting.ts";
import { fail } from "../../language/diagnostics/make.ts";
import { sum } from "../../tensor/build.ts";
import { isConstant } from "../../tensor/evaluate.ts";
import type { Node, Shape } from "../../tensor/node.ts";
import { dependsOn } from "../../tensor/passes/dependencies.ts";
import { atom, call, type Expression, minus, negative, plus } from "../printed/expression.ts";
import type { PrintedObservation, PrintedPrior, PrintedStatement } from "../printed/model.ts";
import { type Position, running } from "../printed/position.ts";
import { indent, Scope } from "../printed/scope.ts";
import { smoothStandIns, standIns, type WebpplDistribution } from "./distributions.ts";
import type { Form } from "./forms.ts";
import type { WebpplWriter } from "./writer.ts";

/** Lines for a statement; a prior's latent becomes the variable `name`, unless latents are given. */
export function statementLines(
  writer: WebpplWriter,
  statement: PrintedStatement,
  form: Form,
  name: string | undefined,
): string[] {
  if (statement.kind === "prior" && name !== undefined) return priorLines(writer, statement, form, name);
  const counted = statement.kind === "observe" ? statement.counted : undefined;
  const less = counted === undefined ? [] : [`factor(${negative(total(writer, counted)).text});`];
  if (form.kind === "density") return [`factor(${total(writer, form.density).text});`, ...less];
  if (form.kind !== "native" || statement.kind === "factor") throw new Error("webppl: nothing to observe");
  return [observed(writer, statement, form.distribution), ...less];
}

/** The sum of all elements. */
function total(writer: WebpplWriter, node: Node): Expression {
  return node.shape.length === 0 ? writer.scalar(node) : writer.scalar(sum(node));
}

function observed(
  writer: WebpplWriter,
  { value, args }: PrintedPrior | PrintedObservation,
  distribution: WebpplDistribution,
): string {
  const batch = value.shape.slice(0, value.shape.length - distribution.event);
  hoistArguments(writer, batch, [value, ...args]);
  const text = writer.nested(batch, (lead) => {
    const printed = printedArguments(writer, distribution, args, lead);
    const x = eventText(writer, value, lead, distribution.event);
    const shifted = distribution.offset === undefined ? x : `${x} - ${distribution.offset(printed)}`;
    return atom(`observe(${distribution.write(printed)}, ${shifted})`);
  });
  return `${text.text};`;
}

/** In a loop, what does not depend on the loop is computed before it. */
function hoistArguments(writer: WebpplWriter, batch: Shape, args: readonly Node[]): void {
  if (batch.length > 0) for (const arg of args) if (!isConstant(arg)) writer.hoist(arg);
}

/** The arguments of the event at a position. */
function printedArguments(
  writer: WebpplWriter,
  { ranks }: WebpplDistribution,
  args: readonly Node[],
  lead: readonly Position[],
): string[] {
  return args.map((arg, i) => {
    if (ranks[i] === 0) return writer.elements.element(arg, lead).text;
    return arrayAt(writer, arg, lead);
  });
}

/** The array that is left at positions of the leading axes. */
function arrayAt(writer: WebpplWriter, node: Node, lead: readonly Position[]): string {
  if (lead.length === 0) return writer.value(node).text;
  return writer.nested(node.shape.slice(lead.length), (rest) => writer.elements.element(node, [...lead, ...rest])).text;
}

function eventText(writer: WebpplWriter, value: Node, lead: readonly Position[], rank: 0 | 1): string {
  return rank === 0 ? writer.elements.element(value, lead).text : `Vector(${arrayAt(writer, value, lead)})`;
}

function priorLines(writer: WebpplWriter, prior: PrintedPrior, form: Form, name: string): string[] {
  switch (form.kind) {
    case "native":
      return [drawn(writer, prior, form.distribution, name)];
    case "standIn":
      return standIn(writer, prior, form.density, form.support, name);
    case "transformed":
      return transformed(writer, prior, form, name);
    case "density":
      throw new Error("webppl: a latent has to be drawn");
  }
}

function drawn(writer: WebpplWriter, { value, args }: PrintedPrior, distribution: WebpplDistribution, name: string) {
  const batch = value.shape.slice(0, value.shape.length - distribution.event);
  hoistArguments(writer, batch, args);
  const text = writer.nested(batch, (lead) => drawAt(writer, args, distribution, lead));
  writer.define(value, name);
  return `var ${name} = ${text.text};`;
}

/** One event. */
function drawAt(
  writer: WebpplWriter,
  args: readonly Node[],
  distribution: WebpplDistribution,
  lead: readonly Position[],
): Expression {
  const printed = printedArguments(writer, distribution, args, lead);
  const draw = `sample(${distribution.write(printed)})`;
  const offset = distribution.offset?.(printed);
  if (distribution.event > 0) return atom(`T.toScalars(${draw})`);
  return atom(offset === undefined || offset === "0" ? draw : `${offset} + ${draw}`);
}

/** Draws each element from a distribution on the same set; the factor puts the density in its place. */
function standIn(writer: WebpplWriter, prior: PrintedPrior, density: Node, support: Support, name: string): string[] {
  const { value, args } = prior;
  hoistArguments(writer, value.shape, args);
  const draws = writer.nested(value.shape, (positions) => standInDraw(writer, prior, support, positions));
  writer.define(value, name);
  // The density may need variables of its own, which come after the latent.
  writer.scope.add(`var ${name} = ${draws.text};`);
  return [standInFactor(writer, prior, density, support)];
}

function standInDraw(
  writer: WebpplWriter,
  prior: PrintedPrior,
  support: Support,
  positions: readonly Position[],
): Expression {
  const { text, place } = standInAt(writer, prior, support, positions);
  return place(atom(`sample(${text})`));
}

/** Puts the density in the place of that of the stand-in. */
function standInFactor(writer: WebpplWriter, prior: PrintedPrior, density: Node, support: Support): string {
  const { value } = prior;
  const scores = writer.nested(value.shape, (positions) => {
    const { text, back } = standInAt(writer, prior, support, positions);
    return atom(`${text}.score(${back(writer.elements.element(value, positions)).text})`);
  });
  return `factor(${minus(total(writer, density), summed(scores, value.shape)).text});`;
}

/** What stands in for one element, by its distribution's name or by the support alone. */
function standInAt(
  writer: WebpplWriter,
  prior: PrintedPrior,
  support: Support,
  positions: readonly Position[],
): StandIn {
  const { args, distribution } = prior;
  const lead = positions.slice(0, positions.length - distribution.eventRank);
  const known = (writer.context.alongGradients ? smoothStandIns : standIns)[distribution.name];
  const generic = byElement(writer, prior, support, lead);
  if (known === undefined || distribution.eventRank > 0) return generic;
  return { ...generic, text: known(args.map((arg) => writer.elements.element(arg, lead).text)) };
}

/** A prior of a loop, whose elements need earlier ones. */
export interface InOrder {
  readonly prior: PrintedPrior;
  readonly form: Form;
  readonly name: string;
}

/**
 * Latents of one loop that need earlier elements of each other: their elements are drawn one after the other along the first
 * axis, into arrays that grow.
 */
export function inOrderLines(writer: WebpplWriter, latents: readonly InOrder[]): string[] {
  const { context, scope, depth } = writer;
  const nodes = new Set(latents.map(({ prior }) => prior.value));
  const turn = context.loopName(depth);
  const before = context.fresh("before");
  const inner = new Scope(scope, depth + 1);
  writer.isPartial = (node) => dependsOn(node, (each) => nodes.has(each));
  for (const { prior } of latents) for (const arg of prior.args) if (!isConstant(arg)) hoistWhole(writer, arg);
  writer.scope = inner;
  writer.depth = depth + 1;
  for (const { prior, name } of latents) inner.define(prior.value, { name: `${before}.${name}`, form: "plain" });
  const grown = latents.map(({ prior, form, name }) => {
    const row = rowText(writer, prior, form, turn);
    const longer = context.fresh(name);
    inner.add(`var ${longer} = ${before}.${name}.concat([${row}]);`);
    inner.define(prior.value, { name: longer, form: "plain" });
    return `${name}: ${longer}`;
  });
  writer.scope = scope;
  writer.depth = depth;
  writer.isPartial = () => false;
  const start = latents.map(({ name }) => `${name}: []`).join(", ");
  const steps = latents[0].prior.value.shape[0];
  const all = context.fresh("drawn");
  const call = context.helpers.use("inOrder");
  scope.add(
    `var ${all} = ${call}(function(${turn}, ${before}) {`,
    ...indent([...inner.lines, `return {${grown.join(", ")}};`]),
    `}, {${start}}, ${steps});`,
  );
  for (const { prior, name } of latents) {
    scope.add(`var ${name} = ${all}.${name};`);
    writer.define(prior.value, name);
  }
  return latents.flatMap(({ prior, form }) =>
    form.kind === "standIn" ? [standInFactor(writer, prior, form.density, form.support)] : [],
  );
}

/** What the arguments need that does not depend on the latents is computed before the first draw. */
function hoistWhole(writer: WebpplWriter, node: Node): void {
  if (writer.isPartial(node)) for (const x of node.inputs) hoistWhole(writer, x);
  else if (node.shape.length > 0) writer.hoist(node);
}

/** The elements of one turn. */
function rowText(writer: WebpplWriter, prior: PrintedPrior, form: Form, turn: string): string {
  const { value, args } = prior;
  const first = running(turn);
  if (form.kind === "native") {
    const batch = value.shape.slice(1, value.shape.length - form.distribution.event);
    return writer.nested(batch, (rest) => drawAt(writer, args, form.distribution, [first, ...rest])).text;
  }
  if (form.kind !== "standIn") throw new Error("webppl: these elements are not drawn in order");
  return writer.nested(value.shape.slice(1), (rest) => standInDraw(writer, prior, form.support, [first, ...rest])).text;
}

/** The sum of nested arrays of that shape. */
function summed(array: Expression, shape: Shape): Expression {
  if (shape.length === 0) return array;
  return shape.length === 1 ? call("sum", array) : call("sum", call("_.flattenDeep", array));
}

interface StandIn {
  readonly text: string;
  /** From what is drawn to the latent, and back. */
  readonly place: (draw: Expression) => Expression;
  readonly back: (value: Expression) => Expression;
}

/** By the support alone. */
function byElement(writer: WebpplWriter, prior: PrintedPrior, support: Support, lead: readonly Position[]): StandIn {
  const same = (x: Expression) => x;
  const plain = (text: string): StandIn => ({ text, place: same, back: same });
  const bound = (node: Node) => writer.elements.element(node, lead);
  const positive = writer.context.alongGradients ? "Exponential({a: 1})" : "LogNormal({mu: 0, sigma: 2})";
  switch (support.kind) {
    case "real":
      return plain("Gaussian({mu: 0, sigma: 5})");
    case "positive":
    case "nonnegative":
      return plain(positive);
    case "unit":
      return plain("Uniform({a: 0, b: 1})");
    case "interval":
      return plain(`Uniform({a: ${bound(support.lower).text}, b: ${bound(support.upper).text}})`);
    case "above": {
      const lower = bound(support.lower);
      return {
        text: positive,
        place: (draw) => plus(lower, draw),
        back: (x) => minus(x, lower),
      };
    }
    case "below": {
      const upper = bound(support.upper);
      return {
        text: positive,
        place: (draw) => minus(upper, draw),
        back: (x) => minus(upper, x),
      };
    }
    case "category":
      return plain(`RandomInteger({n: ${support.size}})`);
    case "whole": {
      const lower = support.lower === undefined ? undefined : bound(support.lower);
      if (support.upper !== undefined && lower !== undefined) {
        const size = plus(minus(bound(support.upper), lower), atom("1")).text;
        return {
          text: `RandomInteger({n: ${size}})`,
          place: (draw) => plus(lower, draw),
          back: (x) => minus(x, lower),
        };
      }
      return plain("Poisson({mu: 10})");
    }
    default:
      return fail(unprintableSupport(prior.place, prior.latent.name, "WebPPL"));
  }
}

function transformed(
  writer: WebpplWriter,
  { value }: PrintedPrior,
  form: Form & { readonly kind: "transformed" },
  name: string,
): string[] {
  const { u, density, logJacobian } = form;
  const unconstrained = writer.context.nameFor(u);
  const normal = "Gaussian({mu: 0, sigma: 1.5})";
  const draws = writer.nested(u.shape, () => atom(`sample(${normal})`));
  writer.scope.add(`var ${unconstrained} = ${draws.text};`);
  writer.define(u, unconstrained);
  const image = writer.value(form.value).text;
  writer.scope.add(`var ${name} = ${image};`);
  writer.define(value, name);
  const scores = writer.nested(u.shape, (positions) => {
    return atom(`${normal}.score(${writer.dialect.pick(unconstrained, positions).text})`);
  });
  const ours = plus(total(writer, density), total(writer, logJacobian));
  return [`factor(${minus(ours, summed(scores, u.shape)).text});`];
}
