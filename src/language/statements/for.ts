/**
 * `for t in DIM { .. }`: the body is read once, with the index as a symbol; when the loop is over, what it defines becomes whole
 * arrays: mapped over the index where no element needs an earlier one, by recursion where one does (DESIGN 1.4).
 */
import { gather, input, transpose } from "../../tensor/build.ts";
import type { Node } from "../../tensor/node.ts";
import { dependsOn } from "../../tensor/passes/dependencies.ts";
import { applyDistribution, checkApplied, readDistribution, shownAt } from "../applying.ts";
import { broadcastTo, shapeOf } from "../axes.ts";
import type { Axis, Factor, Latent, Observation, Value } from "../checked.ts";
import { all, at, type Context } from "../context.ts";
import { type Diagnostic, DiagnosticError } from "../diagnostic.ts";
import {
  headWithoutIndex,
  indexInsideEvent,
  irregularRecursion,
  parameterTwice,
  recursiveBounds,
} from "../diagnostics/loops.ts";
import { fail } from "../diagnostics/make.ts";
import { misplaced } from "../diagnostics/names.ts";
import { discreteVector } from "../diagnostics/roles.ts";
import { shapesDoNotFit } from "../diagnostics/shapes.ts";
import { discretePart, rememberStates, statesInLoop } from "../discrete.ts";
import { elaborate } from "../elaborate.ts";
import { headAxes } from "../heads.ts";
import { naming } from "../inlining.ts";
import { leftSide } from "../left-side.ts";
import { checkDiscreteLimit } from "../limits.ts";
import { close, type Definition } from "../loops/close.ts";
import { enter, type Loop, makeLoop } from "../loops/loop.ts";
import { type OpenArray, openArray } from "../loops/open-array.ts";
import { IrregularRecursion } from "../loops/recursion.ts";
import { AlreadyReported } from "../scope.ts";
import type { Expression, ForStatement, LetStatement, ObserveStatement, PriorStatement } from "../syntax.ts";
import { expand, type Step, type StepStatement } from "./expand.ts";
import { observe } from "./observation.ts";
import { checkCanBeLatent, checkFactor, checkSupports, factorValue } from "./probability.ts";

/** What a loop adds to the scenario. */
export interface LoopResult {
  readonly latents: Latent[];
  readonly observations: Observation[];
  readonly factors: Factor[];
}

/** A statement whose part of the scenario is made when all loops are over. */
interface Entry {
  /** Over the axes of the loops that are over, the outermost first, then their own. */
  readonly nodes: readonly Node[];
  readonly loopAxes: readonly Axis[];
  finish(nodes: readonly Node[], loopAxes: readonly Axis[]): void;
}

interface Body {
  readonly definitions: readonly Definition[];
  readonly entries: readonly Entry[];
}

/** Declares the arrays of a loop in the scope of `context`. @throws DiagnosticError with every mistake of the body */
export function declareFor(context: Context, statement: ForStatement): LoopResult {
  return new LoopReader(context).read(statement);
}

class LoopReader {
  readonly #arrays = new Map<StepStatement, OpenArray>();
  readonly #loops = new Map<ForStatement, Loop>();
  readonly #steps = new Map<ForStatement, readonly Step[]>();
  readonly #diagnostics: Diagnostic[] = [];
  #isSilent = false;
  readonly #result: LoopResult = { latents: [], observations: [], factors: [] };

  constructor(private readonly outer: Context) {}

  read(statement: ForStatement): LoopResult {
    const scope = this.outer.scope.within();
    const context: Context = { ...this.outer, scope, boxUses: [] };
    this.#open(context, statement, []);
    this.#stopAtMistakes();
    const body = this.#body(context, statement);
    this.outer.boxUses.push(...context.boxUses.map(({ node: _, ...use }) => use));
    for (const { array, node } of body.definitions) {
      const name = { name: array.name, span: scope.spanOf(array.name) ?? statement.span };
      this.outer.scope.declare(name, { kind: "let", value: { node, axes: array.axes } });
      // A part of a definition, as `x.raw`, is used by it.
      if (scope.isUsed(array.name) || array.name.includes(".")) this.outer.scope.find(array.name);
    }
    for (const entry of body.entries) this.#attempt(() => entry.finish(entry.nodes, entry.loopAxes));
    this.#stopAtMistakes();
    return this.#result;
  }

  #attempt(work: () => void): boolean {
    try {
      work();
      return true;
    } catch (problem) {
      if (problem instanceof DiagnosticError) this.#diagnostics.push(...problem.diagnostics);
      else if (problem instanceof AlreadyReported) this.#isSilent = true;
      else throw problem;
      return false;
    }
  }

  #stopAtMistakes(): void {
    if (this.#diagnostics.length > 0) throw new DiagnosticError(this.#diagnostics);
    if (this.#isSilent) throw new AlreadyReported();
  }

  /** Makes the arrays of a loop and the loops in it known, so that their elements can be read before they are complete. */
  #open(context: Context, statement: ForStatement, around: readonly Loop[]): void {
    this.#attempt(() => {
      const [axis] = headAxes(context, [statement.dim]);
      const loop = makeLoop(statement.variable.name, axis);
      const loops = [...around, loop];
      this.#loops.set(statement, loop);
      const steps: Step[] = [];
      for (const inner of statement.body) {
        // The parser lets nothing else stand in a loop.
        if (!isStepStatement(inner)) continue;
        this.#attempt(() => steps.push(...expand(context, inner)));
      }
      this.#steps.set(statement, steps);
      for (const step of steps) this.#attempt(() => this.#openStep(context, step, loops));
    });
  }

  #openStep(context: Context, step: Step, loops: readonly Loop[]): void {
    const { statement } = step;
    if (statement.kind === "for") this.#open(context, statement, loops);
    if (statement.kind !== "prior" && statement.kind !== "let") return;
    if (statement.kind === "let" && (statement.head.dims === undefined || step.isLocal)) return;
    const { name, dims = [] } = statement.head;
    if (statement.kind === "prior" && statement.parametersOf === true)
      fail(misplaced(at(context, statement), "a network has its weights once", "write this before the loop"));
    const places = loops.map(({ variable }) => {
      const found = dims.flatMap((dim, place) => (dim.name === variable ? [place] : []));
      if (found.length === 0) fail(headWithoutIndex(at(context, statement.head), name.name, variable, statement.kind));
      if (found.length > 1) fail(parameterTwice(at(context, dims[found[1]]), variable));
      return found[0];
    });
    const scope = context.scope.within();
    for (const [i, loop] of loops.entries()) {
      const dim = { name: loop.axis.name ?? loop.variable, size: loop.axis.size, span: dims[places[i]].span };
      scope.bind({ name: loop.variable, span: dim.span }, { kind: "dim", dim });
    }
    const axes = step.axes({ ...context, scope });
    const value: Value | undefined =
      statement.kind === "prior" ? { node: input(`latent:${name.name}`, 0, shapeOf(axes)), axes } : undefined;
    const array = openArray(name.name, axes, loops, places, value);
    this.#arrays.set(statement, array);
    context.scope.declare(name, { kind: "open", array });
  }

  #body(context: Context, statement: ForStatement): Body {
    const loop = this.#loops.get(statement);
    if (loop === undefined) throw new Error("a loop is opened before its body is read");
    const scope = context.scope.within();
    scope.bind(statement.variable, { kind: "index", value: { node: loop.node, axes: [] }, loop });
    const inner: Context = { ...context, scope, frame: enter(context.frame, loop) };
    const definitions: Definition[] = [];
    const entries: Entry[] = [];
    for (const step of this.#steps.get(statement) ?? []) {
      const array = this.#arrays.get(step.statement);
      const carryOut = () => this.#step(inner, step, definitions, entries);
      const { call } = step;
      const isGood = this.#attempt(call === undefined ? carryOut : () => naming(inner, call, carryOut));
      if (array !== undefined) array.isDefined = true;
      if (array !== undefined && !isGood) array.isBroken = true;
      if (!isGood && step.statement.kind === "let") scope.markBroken(step.statement.head.name);
    }
    this.#stopAtMistakes();
    const closed = this.#close(context, statement, loop, definitions, entries);
    // What exists as a whole is not closed with the definitions.
    for (const { levels } of this.#arrays.values()) if (levels.at(-1)?.loop === loop) levels.pop();
    return {
      definitions: closed.definitions,
      entries: entries.map((entry, i) => ({
        ...entry,
        nodes: closed.others[i],
        loopAxes: [loop.axis, ...entry.loopAxes],
      })),
    };
  }

  #close(
    context: Context,
    statement: ForStatement,
    loop: Loop,
    definitions: readonly Definition[],
    entries: readonly Entry[],
  ) {
    try {
      return close(loop, { definitions, others: entries.map(({ nodes }) => nodes) });
    } catch (problem) {
      if (!(problem instanceof IrregularRecursion)) throw problem;
      const place = at(context, statement.variable);
      return fail(
        irregularRecursion(
          place,
          definitions.map(({ array }) => array.name),
        ),
      );
    }
  }

  #step(context: Context, step: Step, definitions: Definition[], entries: Entry[]): void {
    const { statement } = step;
    switch (statement.kind) {
      case "for": {
        const body = this.#body(context, statement);
        definitions.push(...body.definitions);
        entries.push(...body.entries);
        break;
      }
      case "let":
        this.#let(context, step, statement, definitions);
        break;
      case "prior":
        entries.push(this.#prior(context, step, statement));
        break;
      case "observe":
        entries.push(this.#observe(context, step, statement));
        break;
      case "factor": {
        const value = factorValue(context, step, statement);
        if (value === undefined) break;
        entries.push({
          nodes: [value.node],
          loopAxes: [],
          finish: ([node], loopAxes) => {
            const whole = { node, axes: [...loopAxes, ...value.axes] };
            this.#result.factors.push(checkFactor(context, statement, whole));
          },
        });
      }
    }
  }

  #let(context: Context, step: Step, statement: LetStatement, definitions: Definition[]): void {
    const inside = step.inside(context);
    const value = elaborate(inside, statement.value);
    const array = this.#arrays.get(statement);
    if (step.isLocal) step.bind?.(value);
    else if (array === undefined) context.scope.declare(statement.head.name, { kind: "let", value });
    else {
      const fitted = fit(inside, statement, statement.value, value, elementAxes(array));
      definitions.push({ array, node: fitted.node });
      step.bind?.(fitted);
    }
  }

  #prior(context: Context, step: Step, statement: PriorStatement): Entry {
    const array = this.#arrays.get(statement);
    if (array?.value === undefined) throw new Error(`the latent ${statement.head.name.name} was not opened`);
    const { node: latentNode, axes } = array.value;
    const inside = step.inside(context);
    const drawn = readDistribution(inside, step.distribution?.(context) ?? statement.distribution);
    checkCanBeLatent(inside, array.name, drawn);
    const element = elementAxes(array);
    if (drawn.distribution.discrete && drawn.distribution.eventRank > 0)
      fail(discreteVector(at(inside, statement.distribution), array.name, drawn.distribution.name));
    if (drawn.distribution.discrete) checkDiscreteLimit(at(context, statement.head), axes);
    const applied = applyDistribution(inside, drawn, { axes: element, span: statement.head.span });
    const { eventRank, name: distribution } = drawn.distribution;
    const batchRank = axes.length - eventRank;
    const places = array.levels.map(({ place }) => place);
    for (const { place, loop } of array.levels) {
      if (place >= batchRank)
        fail(indexInsideEvent(at(context, statement.head), loop.variable, distribution, eventRank));
    }
    const latent: Latent = {
      name: array.name,
      axes,
      node: latentNode,
      prior: applied,
      span: statement.span,
      nameSpan: statement.head.name.span,
      rounds: { loop: this.#firstLoop(), places },
      ...(step.isReference && { isReference: true }),
    };
    array.latent = latent;
    if (context.frame !== undefined && drawn.distribution.discrete)
      rememberStates(latentNode, statesInLoop(applied, context.frame, latentNode.shape));
    all(array.whenKnown);
    step.bind?.(currentElement(array), latent);
    return {
      nodes: applied.args,
      loopAxes: [],
      finish: (nodes) => {
        const args = nodes.map((node) => toHeadOrder(node, places, batchRank));
        const prior = { ...applied, args, batch: axes.slice(0, batchRank) };
        checkApplied(inside, drawn, prior);
        checkSupports(inside, array.name, prior);
        const bounds = Object.values(prior.distribution.support(args)).filter(isNode);
        if (bounds.some((bound) => dependsOn(bound, (x) => x === latentNode)))
          fail(recursiveBounds(at(context, statement.head), array.name));
        const shown = shownAt(context, inside, statement, prior);
        const whole = { ...latent, prior: shown, ...discretePart(drawn, prior, latentNode.shape) };
        rememberStates(latentNode, whole.states);
        this.#result.latents.push(whole);
        this.outer.scope.declare(statement.head.name, { kind: "latent", latent: whole });
      },
    };
  }

  /** Loops are told apart by where the outermost stands. */
  #firstLoop(): number {
    const [statement] = this.#loops.keys();
    return statement.span.start;
  }

  #observe(context: Context, step: Step, statement: ObserveStatement): Entry {
    const inside = step.inside(context);
    const left = elaborate(context, statement.value);
    const drawn = readDistribution(inside, statement.distribution);
    const applied = applyDistribution(inside, drawn, { axes: left.axes, span: statement.value.span });
    return {
      nodes: [left.node, ...applied.args],
      loopAxes: [],
      finish: ([node, ...args], loopAxes) => {
        const likelihood = { ...applied, args, batch: [...loopAxes, ...applied.batch] };
        checkApplied(inside, drawn, likelihood);
        const whole = { node, axes: [...loopAxes, ...left.axes] };
        const shown = shownAt(context, inside, statement, likelihood);
        const made = observe(context, statement, leftSide(context, statement, whole), shown);
        this.#result.observations.push(...made);
      },
    };
  }
}

function isStepStatement(statement: { readonly kind: string }): statement is StepStatement {
  return ["for", "let", "prior", "observe", "factor"].includes(statement.kind);
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "op" in value;
}

/** The axes of the array that no open loop makes. */
function elementAxes(array: OpenArray): Axis[] {
  return array.axes.filter((_, i) => !array.levels.some(({ place }) => place === i));
}

/** The element of a latent at the indices of the loops around. */
function currentElement(array: OpenArray): Value {
  if (array.value === undefined) throw new Error("only a latent exists as a whole");
  const places = array.levels.map(({ place }) => place);
  const order = [...places, ...array.axes.keys()].filter((place, i, all) => all.indexOf(place) === i);
  let { node } = array.value;
  if (order.some((from, to) => from !== to)) node = transpose(node, order);
  for (const { loop } of array.levels) node = gather(node, loop.node, 0);
  return { node, axes: elementAxes(array) };
}

/** From [loops, .., element axes, ..] to the order of the head; `places` says where the loops' axes stand among the first `rank`. */
function toHeadOrder(node: Node, places: readonly number[], rank: number): Node {
  let next = places.length;
  const order = Array.from({ length: rank }, (_, place) => {
    const loop = places.indexOf(place);
    return loop >= 0 ? loop : next++;
  });
  const all = [...order, ...node.shape.map((_, axis) => axis).slice(rank)];
  return all.every((from, to) => from === to) ? node : transpose(node, all);
}

function fit(
  context: Context,
  statement: LetStatement,
  expression: Expression,
  value: Value,
  axes: readonly Axis[],
): Value {
  const fitted = broadcastTo(value, axes);
  if ("node" in fitted) return fitted;
  const parts = [
    { span: statement.head.span, axes },
    { span: expression.span, axes: value.axes },
  ];
  return fail(shapesDoNotFit(at(context, statement.head), parts, fitted));
}
