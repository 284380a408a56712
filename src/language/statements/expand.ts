/** A statement whose distribution is defined in the language, as the statements it stands for (DESIGN 1.3, `distribution`). */
import type { Axis, Latent, Value } from "../checked.ts";
import { all, at, type Context } from "../context.ts";
import { parameterTwice, wrongParameterCount } from "../diagnostics/loops.ts";
import { fail } from "../diagnostics/make.ts";
import { noDensity, priorsInObserve } from "../diagnostics/modules.ts";
import { unexpectedArgumentName } from "../diagnostics/names.ts";
import { elaborate } from "../elaborate.ts";
import { headAxes } from "../heads.ts";
import { exported } from "../modules.ts";
import type { DistributionDefinition } from "../scope.ts";
import type {
  CallExpression,
  FactorStatement,
  ForStatement,
  Head,
  Identifier,
  LetStatement,
  ObserveStatement,
  PriorStatement,
  Statement,
} from "../syntax.ts";
import { densityWord, expandDensity } from "./expand-density.ts";

export type StepStatement = PriorStatement | LetStatement | ObserveStatement | FactorStatement | ForStatement;

/** A statement to be carried out at a place, and where the names in its expressions are looked up. */
export interface Step {
  readonly statement: StepStatement;
  /** The context of its expressions, from that of the place. */
  inside(place: Context): Context;
  /** The axes of its head. */
  axes(place: Context): readonly Axis[];
  /** Gives the value a name inside the definition; of a prior with its latent. */
  bind?(value: Value, latent?: Latent): void;
  /** Of a prior, where it is not the one written. */
  distribution?(place: Context): CallExpression;
  /** Of a factor, where it is not the expression written; undefined where there is nothing to add. */
  evaluate?(place: Context): Value | undefined;
  /** The call of a defined distribution that it comes from. */
  readonly call?: CallExpression;
  /** The prior only says where draws begin: its log density is taken off again. */
  readonly isReference?: true;
  /** The value is seen inside the definition only. */
  readonly isLocal?: true;
}

/** The steps of a statement: itself, or those of the definition its distribution has. */
export function expand(context: Context, statement: StepStatement): Step[] {
  const plain: Step = {
    statement,
    inside: (place) => place,
    axes: (place) => ("head" in statement ? headAxes(place, statement.head.dims ?? []) : []),
  };
  return expandStep(context, plain);
}

/** @param context where the distribution of the step is looked up */
function expandStep(context: Context, step: Step): Step[] {
  const { statement } = step;
  if (statement.kind !== "prior" && statement.kind !== "observe") return [step];
  const { distribution } = statement;
  const definition = definedDistribution(context, distribution);
  if (definition !== undefined) return new Instance(definition, statement, step, context).steps();
  const isDensity = distribution.module === undefined && distribution.callee.name === densityWord;
  return isDensity ? expandDensity(step, statement) : [step];
}

/** The definition that a call behind `~` names; undefined for built-in distributions. */
export function definedDistribution(context: Context, call: CallExpression): DistributionDefinition | undefined {
  const meaning =
    call.module !== undefined
      ? exported(context, call.module, call.callee, "distribution")
      : context.scope.isDeclared(call.callee.name)
        ? context.scope.find(call.callee.name)
        : undefined;
  return meaning?.kind === "distribution" ? meaning.definition : undefined;
}

/** One use of a defined distribution. */
class Instance {
  #inside: Context | undefined;

  constructor(
    private readonly definition: DistributionDefinition,
    private readonly user: PriorStatement | ObserveStatement,
    private readonly step: Step,
    /** Where the user stands, for messages. */
    private readonly outer: Context,
  ) {}

  steps(): Step[] {
    return this.#ownSteps().map((step) => ({ call: this.user.distribution, ...step }));
  }

  #ownSteps(): Step[] {
    const { body, value, name } = this.definition.statement;
    const inner = body.flatMap((statement) => this.#innerStep(statement));
    const { user } = this;
    if (user.kind === "observe" && inner.some(({ statement }) => statement.kind === "prior"))
      fail(priorsInObserve(at(this.outer, user.distribution), name.name));
    if (value.kind === "drawn")
      return [...inner, ...this.#expanded({ ...user, distribution: value.distribution }, this.step)];
    if (user.kind === "observe") return fail(noDensity(at(this.outer, user.distribution), name.name));
    const { head, span } = user;
    const statement: LetStatement = { kind: "let", head, value: value.expression, span };
    return [...inner, { ...this.step, statement, inside: (place) => this.#context(place) }];
  }

  #innerStep(statement: Statement): Step[] {
    if (statement.kind === "let") {
      const local: Step = {
        statement,
        inside: (place) => this.#context(place),
        axes: (place) => this.#axesOf(statement.head, place),
        bind: (value) => this.#bind(statement.head.name, value),
        isLocal: true,
      };
      return [local];
    }
    if (statement.kind !== "prior") return [];
    const { name, dims } = statement.head;
    const { user } = this;
    const owner = user.kind === "prior" ? user.head.name : { name: "observed", span: user.value.span };
    const own = user.kind === "prior" ? (user.head.dims ?? []) : [];
    const head: Head = {
      name: { name: `${owner.name}.${name.name}`, span: owner.span },
      dims: dims?.flatMap((dim) => (dim.name === "shape" ? own : [dim])),
      span: user.kind === "prior" ? user.head.span : user.value.span,
    };
    const step: Step = {
      statement: { ...statement, head, span: user.span },
      inside: (place) => this.#context(place),
      axes: (place) => this.#axesOf(statement.head, place),
      bind: (value) => this.#bind(name, value),
    };
    return expandStep(this.definition.context, step);
  }

  /**
   * `shape` stands for the axes of what is drawn; other dims are those of the definition's file, and not read through the
   * arguments, which may need the index of a loop that is only being opened.
   */
  #axesOf(head: Head, place: Context): readonly Axis[] {
    return (head.dims ?? []).flatMap((dim) =>
      dim.name === "shape" ? this.step.axes(place) : headAxes(this.definition.context, [dim]),
    );
  }

  #expanded(statement: StepStatement, step: Step): Step[] {
    return expandStep(this.definition.context, { ...step, statement, inside: (place) => this.#context(place) });
  }

  /** The definition's names with its parameters bound to the arguments, read at the first step. */
  #context(place: Context): Context {
    if (this.#inside === undefined) {
      const { context } = this.definition;
      const outside = this.step.inside(place);
      const scope = context.scope.within();
      for (const [parameter, value] of this.#arguments(outside)) scope.bind(parameter, { kind: "let", value });
      this.#inside = { ...context, scope };
    }
    const { source, scope, resources } = this.#inside;
    return { ...place, source, scope, resources };
  }

  #arguments(outside: Context): [Identifier, Value][] {
    const { name, parameters } = this.definition.statement;
    const call = this.user.distribution;
    const names = parameters.map((parameter) => parameter.name);
    const given = new Map<string, CallExpression["arguments"][number]>();
    const positional = call.arguments.filter((argument) => argument.name === undefined);
    for (const argument of call.arguments) {
      if (argument.name === undefined) continue;
      if (!names.includes(argument.name.name))
        fail(unexpectedArgumentName(at(outside, argument.name), name.name, argument.name.name, names, "argument"));
      if (given.has(argument.name.name)) fail(parameterTwice(at(outside, argument.name), argument.name.name));
      given.set(argument.name.name, argument);
    }
    const free = parameters.filter((parameter) => !given.has(parameter.name));
    if (positional.length !== free.length)
      fail(wrongParameterCount(at(outside, call), `${name.name}(${names.join(", ")})`, call.arguments.length));
    free.forEach((parameter, i) => {
      given.set(parameter.name, positional[i]);
    });
    const values = all(
      parameters.map((parameter) => () => {
        const argument = given.get(parameter.name);
        if (argument === undefined) throw new Error(`the parameter ${parameter.name} was not given`);
        return elaborate(outside, argument.value);
      }),
    );
    return parameters.map((parameter, i) => [parameter, values[i]]);
  }

  #bind(name: Identifier, value: Value): void {
    this.#inside?.scope.bind(name, { kind: "let", value });
  }
}
