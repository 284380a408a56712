/** Statements as rows of an aligned formula. */
import type { Axis, CheckedScenario } from "../language/checked.ts";
import type { Span } from "../language/source.ts";
import type { BoxType, Expression, Head, Statement } from "../language/syntax.ts";
import type { ExpressionWriter } from "./expressions.ts";
import { type AxisKey, keysOf } from "./letters.ts";
import { nameTex, symbolOf, withIndices, word } from "./names.ts";
import { axesOf, hiding, type Scope } from "./scope.ts";

/** `left relation right`, for all that `range` says. */
export interface Row {
  readonly left: string;
  readonly relation: string;
  readonly right: string;
  readonly range: string;
}

/** An index of a loop around a statement, and the dim it goes through. */
interface Loop {
  readonly variable: string;
  readonly dim: string;
}

export class StatementWriter {
  /** Dims whose elements the rows go through. */
  readonly usedDims = new Set<string>();

  constructor(
    private readonly scenario: CheckedScenario,
    private readonly expressions: ExpressionWriter,
    private readonly scope: Scope,
  ) {}

  /** The rows of a statement; none for those that add nothing to the density. */
  rows(statement: Statement, loops: readonly Loop[] = []): Row[] {
    switch (statement.kind) {
      case "param":
        return [
          this.row(nameTex(statement.name.name), "=", String(this.scenario.params.get(statement.name.name)), [], []),
        ];
      case "model":
      case "network":
        return [this.mapping(statement.name.name, statement.input, statement.output)];
      case "data":
        return isComputed(statement.value) ? [this.definition(statement.head, statement.value, loops)] : [];
      case "let":
        return [this.definition(statement.head, statement.value, loops)];
      case "fn":
        return this.declaredFunction(statement);
      case "prior": {
        const { name } = statement.head.name;
        const latent = this.scenario.latents.find((candidate) => candidate.name === name);
        const { left, scope, axes } = this.head(statement.head, latent?.axes ?? [], eventRank(latent), loops);
        const drawn = statement.parametersOf
          ? left.replace(nameTex(name), `\\operatorname{parameters}\\left(${nameTex(name)}\\right)`)
          : left;
        return [this.row(drawn, "\\sim", this.expressions.tex(statement.distribution, scope), axes, loops)];
      }
      case "observe": {
        const { axes, rank } = this.observed(statement, loops);
        const { scope, shown } = this.frame(axes, rank);
        const left = this.expressions.definition(statement.value, scope);
        return [this.row(left, "\\sim", this.expressions.tex(statement.distribution, scope), shown, loops)];
      }
      case "factor": {
        const { scope, shown } = this.frame(axesOf(statement.value, this.scope), 0);
        return [this.row("\\ln p", "\\mathrel{+}=", this.expressions.tex(statement.value, scope), shown, loops)];
      }
      case "for": {
        const inside = [...loops, { variable: statement.variable.name, dim: statement.dim.name }];
        return statement.body.flatMap((inner) => this.rows(inner, inside));
      }
      case "distribution": {
        const { value, parameters } = statement;
        const scope = this.without(parameters.map((parameter) => parameter.name));
        const tex = this.expressions.tex(value.kind === "computed" ? value.expression : value.distribution, scope);
        const own = `${word(statement.name.name)}\\left(${parameters.map(({ name }) => nameTex(name)).join(", ")}\\right)`;
        const body = statement.body.flatMap((inner) => this.rows(inner));
        return [
          ...body,
          value.kind === "computed" ? this.row(tex, "\\sim", own, [], []) : this.row(own, "=", tex, [], []),
        ];
      }
      default:
        return [];
    }
  }

  /** Its own values first: they are known by their names in its formula. */
  private declaredFunction({ name, parameters, lets, body }: Extract<Statement, { kind: "fn" }>): Row[] {
    const scope = this.without([...parameters, ...lets.map(({ head }) => head.name)].map((local) => local.name));
    const formula = (left: string, e: Expression) => this.row(left, "=", this.expressions.tex(e, scope), [], []);
    const own = lets.map(({ head, value }) => formula(nameTex(head.name.name), value));
    const left = `${nameTex(name.name)}\\left(${parameters.map((parameter) => nameTex(parameter.name)).join(", ")}\\right)`;
    return [...own, formula(left, body)];
  }

  /** The axes of what is observed, and how many of them are one event. */
  private observed(
    statement: Extract<Statement, { kind: "observe" }>,
    loops: readonly Loop[],
  ): { axes: readonly Axis[]; rank: number } {
    const found = this.scenario.observations.find(({ span }) => isSame(span, statement.span));
    const written = axesOf(statement.value, this.scope);
    const rank = Math.min(found?.likelihood.event.length ?? 0, written.length);
    // In a loop what is written is one round of what the checker has put together.
    if (found === undefined || loops.length > 0) return { axes: written, rank };
    if (found.axes.length !== written.length) return { axes: found.axes, rank: found.likelihood.event.length };
    // Rows without a value are gone from what the checker found; sizes of slices are known only there.
    return { axes: written.map((axis, i) => (axis.name === undefined ? found.axes[i] : axis)), rank };
  }

  private without(names: readonly string[]): Scope {
    return { ...this.scope, axes: new Map([...this.scope.axes].filter(([name]) => !names.includes(name))) };
  }

  private row(left: string, relation: string, right: string, axes: readonly KeyedAxis[], loops: readonly Loop[]): Row {
    const ranges = [
      ...loops.map(({ variable, dim }) => this.within(nameTex(variable), dim)),
      ...axes.map(({ key, axis }) => {
        const letter = this.scope.letters.of(key);
        return axis.name === undefined ? `${letter} = ${countTo(axis.size)}` : this.within(letter, axis.name);
      }),
    ];
    return { left, relation, right, range: ranges.join(",\\ ") };
  }

  private within(letter: string, dim: string): string {
    this.usedDims.add(dim);
    return `${letter} \\in ${word(dim)}`;
  }

  private definition(head: Head, value: Expression, loops: readonly Loop[]): Row {
    if (value.kind === "comprehension" && loops.length === 0) {
      const row = this.elementwise(head, value);
      if (row !== undefined) return row;
    }
    const known = this.scope.axes.get(head.name.name) ?? axesOf(value, this.scope);
    const { left, scope, axes } = this.head(head, known, 0, loops);
    return this.row(left, "=", this.expressions.definition(value, scope), axes, loops);
  }

  /** `let K = [e for i in A, j in B]` is K_{i, j} = e. */
  private elementwise(head: Head, value: Expression & { kind: "comprehension" }): Row | undefined {
    const loops = value.generators.flatMap(({ variable, over }) =>
      over.kind === "name" && this.scope.dims.has(over.name) ? [{ variable: variable.name, dim: over.name }] : [],
    );
    if (loops.length < value.generators.length) return undefined;
    const axes = (this.scope.axes.get(head.name.name) ?? []).slice(loops.length);
    const { scope, shown, keys } = this.frame(axes, 0);
    const letters = [
      ...loops.map(({ variable }) => nameTex(variable)),
      ...keys.map((key) => this.scope.letters.of(key)),
    ];
    const left = withIndices(symbolOf(head.name.name), letters);
    return this.row(left, "=", this.expressions.tex(value.element, scope), shown, loops);
  }

  /** A declared name: indices of loops stand as they are written, all other axes have their letters. */
  private head(
    head: Head,
    axes: readonly Axis[],
    rank: number,
    loops: readonly Loop[],
  ): { left: string; scope: Scope; axes: readonly KeyedAxis[] } {
    const written = (head.dims ?? []).map((dim) => dim.name);
    const variables = loops.map(({ variable }) => variable);
    if (loops.length > 0 && !written.some((name) => variables.includes(name))) {
      return { left: nameTex(head.name.name), scope: this.scope, axes: [] };
    }
    const free = axes.filter((_, i) => !variables.includes(written[i]));
    const { scope, shown, keys } = this.frame(free, rank);
    const letters = keys.filter((key) => !scope.hidden.has(key)).map((key) => this.scope.letters.of(key));
    const indices = written.filter((name) => variables.includes(name)).map(nameTex);
    return { left: withIndices(symbolOf(head.name.name), [...indices, ...letters]), scope, axes: shown };
  }

  /** The scope of a statement over these axes, of which the last `rank` are one event and are not written. */
  private frame(axes: readonly Axis[], rank: number): { scope: Scope; shown: KeyedAxis[]; keys: AxisKey[] } {
    const keys = keysOf(axes, []);
    const events = keys.slice(keys.length - rank);
    // A matrix over the event repeats its axis.
    const scope = hiding({ ...this.scope, frame: keys }, [...events, ...events.map((key) => `${key}'`)]);
    const shown = axes.slice(0, axes.length - rank).map((axis, i) => ({ axis, key: keys[i] }));
    return { scope, shown, keys };
  }

  private mapping(name: string, input: BoxType, output: BoxType): Row {
    return this.row(nameTex(name), "\\colon", `${setOf(input)} \\to ${setOf(output)}`, [], []);
  }
}

interface KeyedAxis {
  readonly axis: Axis;
  readonly key: AxisKey;
}

function setOf({ element, dims }: BoxType): string {
  const letter = element.name === "simplex" ? "\\Delta" : "\\mathbb{R}";
  return dims.length === 0 ? letter : `${letter}^{${dims.map((dim) => word(dim.name)).join(" \\times ")}}`;
}

/** `0, \dots, 7` */
export function countTo(size: number): string {
  if (size <= 3) return Array.from({ length: size }, (_, i) => i).join(", ");
  return `0, \\dots, ${size - 1}`;
}

function eventRank(latent: CheckedScenario["latents"][number] | undefined): number {
  return latent?.prior.event.length ?? 0;
}

function isSame(a: Span, b: Span): boolean {
  return a.start === b.start && a.end === b.end;
}

/** Data that are computed are worth a line; numbers and files are not. */
function isComputed(value: Expression): boolean {
  if (value.kind === "array" || value.kind === "number" || value.kind === "field") return false;
  if (value.kind === "unary") return isComputed(value.operand);
  return value.kind !== "call" || !["csv", "npy", "json"].includes(value.callee.name);
}
