/**
 * Checks a syntax tree: names, shapes and dims, supports, access, roles. The result is the checked scenario, or every
 * mistake found. Pure: files have been read before, and nothing is run.
 */
import type { Box, CheckedScenario, Comparison, Factor, Infer, Latent, Observation, Target, Value } from "./checked.ts";
import type { BoxUse, Context } from "./context.ts";
import { type Diagnostic, DiagnosticError } from "./diagnostic.ts";
import { fail } from "./diagnostics/make.ts";
import { misplaced, noSuchInfer, noSuchParam, notAValue, scenarioFirst } from "./diagnostics/names.ts";
import { nothingToInfer, noTarget, truthInModel, unusedData, unusedLatent } from "./diagnostics/roles.ts";
import { checkGranted, grantsGradients } from "./granting.ts";
import { parse } from "./parse.ts";
import type { Resources } from "./resources.ts";
import { AlreadyReported, declaredName, Scope } from "./scope.ts";
import type { Span } from "./source.ts";
import { declareComparison } from "./statements/comparison.ts";
import { declareData, declareDim, declareLet, declareParam } from "./statements/declare.ts";
import { type Catalogue, declareInfer } from "./statements/infer.ts";
import { declareModel } from "./statements/model.ts";
import { declareFactor, declareObservation, declarePrior } from "./statements/probability.ts";
import type { Statement, SyntaxTree, TargetStatement } from "./syntax.ts";
import type { Node } from "../tensor/node.ts";

export interface CheckOptions {
  readonly catalogue: Catalogue;
  /** `--set name=text` */
  readonly params?: ReadonlyMap<string, string>;
  /** `--infer`: the name of an `infer` statement, of an algorithm, or a call like `nuts(draws = 500)`; put first. */
  readonly infer?: string;
}

export interface CheckResult {
  /** Present when there are no errors. */
  readonly scenario?: CheckedScenario;
  readonly diagnostics: readonly Diagnostic[];
}

export function check(tree: SyntaxTree, resources: Resources, options: CheckOptions): CheckResult {
  return new Checker(tree, resources, options).run();
}

class Checker {
  private readonly diagnostics: Diagnostic[] = [];
  private readonly context: Context;
  private readonly params = new Map<string, number>();
  private readonly boxes = new Map<string, Box>();
  private readonly latents: Latent[] = [];
  private readonly observations: Observation[] = [];
  private readonly factors: Factor[] = [];
  private readonly targets: Target[] = [];
  private readonly truths: Comparison[] = [];
  private readonly controls: Comparison[] = [];
  private readonly infers: Infer[] = [];
  private readonly boxUses: BoxUse[] = [];
  private readonly modelFiles: { path: string; span: Span }[] = [];
  private readonly truthFiles: { path: string; span: Span }[] = [];

  constructor(
    private readonly tree: SyntaxTree,
    private readonly resources: Resources,
    private readonly options: CheckOptions,
  ) {
    this.context = {
      source: tree.source,
      scope: new Scope(tree.source, tree),
      resources,
      side: "model",
      boxUses: this.boxUses,
      fileUses: this.modelFiles,
    };
  }

  run(): CheckResult {
    const { statements } = this.tree;
    const isComparison = (statement: Statement) => statement.kind === "truth" || statement.kind === "control";
    this.checkHeader();
    for (const statement of statements) if (!isComparison(statement)) this.attempt(statement);
    for (const statement of statements) if (isComparison(statement)) this.attempt(statement);
    this.checkWhole();
    const errors = this.diagnostics.some((diagnostic) => diagnostic.severity === "error");
    return { scenario: errors ? undefined : this.scenario(), diagnostics: this.diagnostics };
  }

  /** One statement; its mistakes are collected, and the name it would have declared stays silent afterwards. */
  private attempt(statement: Statement): void {
    try {
      this.visit(statement);
    } catch (problem) {
      if (problem instanceof DiagnosticError) this.diagnostics.push(...problem.diagnostics);
      else if (!(problem instanceof AlreadyReported)) throw problem;
      const name = declaredName(statement);
      if (name !== undefined) this.context.scope.markBroken(name);
    }
  }

  private visit(statement: Statement): void {
    const { context } = this;
    switch (statement.kind) {
      case "scenario":
        return;
      case "dim":
        return declareDim(context, statement);
      case "param": {
        const value = declareParam(context, statement, this.options.params?.get(statement.name.name));
        this.params.set(statement.name.name, value);
        return;
      }
      case "data":
        return declareData(context, statement);
      case "let":
        return declareLet(context, statement);
      case "model":
        this.boxes.set(statement.name.name, declareModel(context, statement));
        return;
      case "prior":
        this.latents.push(declarePrior(context, statement));
        return;
      case "observe":
        this.observations.push(declareObservation(context, statement));
        return;
      case "factor":
        this.factors.push(declareFactor(context, statement));
        return;
      case "target":
        return this.visitTarget(statement);
      case "truth":
        this.truths.push(declareComparison({ ...context, fileUses: this.truthFiles }, statement, this.targets));
        return;
      case "control":
        this.controls.push(declareComparison({ ...context, fileUses: [] }, statement, this.targets));
        return;
      case "infer":
        this.infers.push(declareInfer(context, statement, this.options.catalogue));
        return;
    }
  }

  private visitTarget(statement: TargetStatement): void {
    const { scope, source } = this.context;
    for (const name of statement.names) {
      const place = { source, span: name.span };
      const meaning = scope.resolve(name);
      const value: Value | undefined =
        meaning.kind === "latent" ? meaning.latent : meaning.kind === "let" ? meaning.value : undefined;
      if (value === undefined) fail(notAValue(place, name.name, `the ${meaning.kind}`, "targets are latents and lets"));
      if (this.targets.some((target) => target.name === name.name)) fail(misplaced(place, `\`${name.name}\` is a target already`, "name it once"));
      this.targets.push({ name: name.name, node: value.node, axes: value.axes, span: name.span });
    }
  }

  private checkHeader(): void {
    const { statements, source } = this.tree;
    const start = { source, span: statements[0]?.span ?? { start: 0, end: Math.min(1, source.text.length) } };
    if (statements[0]?.kind !== "scenario") this.diagnostics.push(scenarioFirst(start));
    for (const statement of statements.slice(1)) {
      if (statement.kind === "scenario") this.diagnostics.push(scenarioFirst({ source, span: statement.span }));
    }
    const declared = statements.flatMap((statement) => (statement.kind === "param" ? [statement.name.name] : []));
    for (const name of this.options.params?.keys() ?? []) {
      if (!declared.includes(name)) this.diagnostics.push(noSuchParam(name, declared));
    }
  }

  /** What only the whole file shows: targets, leaks of the truth, access of the algorithms, unused names. */
  private checkWhole(): void {
    const { source, statements } = this.tree;
    const has = (kind: Statement["kind"]) => statements.some((statement) => statement.kind === kind);
    const first = statements[0]?.span ?? { start: 0, end: Math.min(1, source.text.length) };
    if (!has("prior")) this.diagnostics.push(nothingToInfer({ source, span: first }));
    else if (!has("target")) this.diagnostics.push(noTarget({ source, span: first }));
    this.checkLeaks();
    this.chooseInfers();
    for (const infer of this.infers) {
      this.diagnostics.push(...checkGranted(source, infer, this.boxes, this.boxUses, this.options.catalogue));
    }
    if (!this.diagnostics.some((diagnostic) => diagnostic.severity === "error")) this.warn();
  }

  private checkLeaks(): void {
    const { source } = this.tree;
    const hashOf = (path: string) => this.resources.hashes.get(path);
    for (const truth of this.truthFiles) {
      for (const data of this.modelFiles) {
        if (hashOf(data.path) === hashOf(truth.path)) {
          this.diagnostics.push(truthInModel({ source, span: data.span }, data.path, truth.span));
        }
      }
    }
  }

  /** Puts the one `--infer` names first; without any, nuts where gradients are granted, else smc. */
  private chooseInfers(): void {
    const wanted = this.options.infer?.trim();
    if (this.infers.length === 0 && !this.tree.statements.some((statement) => statement.kind === "infer")) {
      const exact = this.boxUses.every(({ box, form }) => {
        const declared = this.boxes.get(box);
        return form === "scores" && declared !== undefined && grantsGradients(declared);
      });
      this.inferFromText(exact ? "nuts()" : "smc()");
    }
    if (wanted === undefined) return;
    const named = this.infers.findIndex((infer) => infer.name === wanted);
    if (named >= 0) {
      this.infers.unshift(...this.infers.splice(named, 1));
      return;
    }
    const { algorithms } = this.options.catalogue;
    const isCall = /^[A-Za-z_]\w*\s*\(/.test(wanted);
    if (!isCall && !algorithms.has(wanted)) {
      this.diagnostics.push(noSuchInfer(wanted, this.infers.map((infer) => infer.name), [...algorithms.keys()]));
      return;
    }
    const others = this.infers.splice(0);
    this.inferFromText(isCall ? wanted : `${wanted}()`);
    this.infers.push(...others);
  }

  /** An algorithm that is not in the file; its mistakes point at the text itself. */
  private inferFromText(text: string): void {
    const source = { name: "--infer", text: `infer ${text}` };
    const { tree, diagnostics } = parse(source);
    this.diagnostics.push(...diagnostics);
    if (diagnostics.length > 0) return;
    for (const statement of tree.statements) {
      if (statement.kind !== "infer") continue;
      try {
        const infer = declareInfer({ ...this.context, source }, statement, this.options.catalogue);
        this.infers.push({ ...infer, span: this.tree.statements[0]?.span ?? statement.span });
      } catch (problem) {
        if (problem instanceof DiagnosticError) this.diagnostics.push(...problem.diagnostics);
        else if (!(problem instanceof AlreadyReported)) throw problem;
      }
    }
  }

  private warn(): void {
    const { source } = this.tree;
    for (const { name, span } of this.context.scope.unused()) this.diagnostics.push(unusedData({ source, span }, name));
    const used = new Set<Node>();
    const mark = (node: Node): void => {
      if (used.has(node)) return;
      used.add(node);
      node.inputs.forEach(mark);
    };
    for (const observation of this.observations) observation.likelihood.args.forEach(mark);
    for (const factor of this.factors) mark(factor.value.node);
    const reached = (latent: Latent): boolean =>
      used.has(latent.node) ||
      this.latents.some((other) => other !== latent && dependsOn(other.prior.args, latent.node) && reached(other));
    for (const latent of this.latents) {
      if (!reached(latent)) this.diagnostics.push(unusedLatent({ source, span: latent.nameSpan }, latent.name));
    }
  }

  private scenario(): CheckedScenario {
    const header = this.tree.statements[0];
    return {
      source: this.tree.source,
      name: header.kind === "scenario" ? header.name.name : "scenario",
      documentation: header.documentation,
      dims: new Map(this.context.scope.dims().map((dim) => [dim.name, dim])),
      params: this.params,
      boxes: this.boxes,
      latents: this.latents,
      observations: this.observations,
      factors: this.factors,
      targets: this.targets,
      truths: this.truths,
      controls: this.controls,
      infers: this.infers,
      files: this.resources.hashes,
      warnings: this.diagnostics,
    };
  }
}

function dependsOn(nodes: readonly Node[], wanted: Node): boolean {
  const seen = new Set<Node>();
  const stack = [...nodes];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (next === wanted) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    stack.push(...next.inputs);
  }
  return false;
}

