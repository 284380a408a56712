/**
 * Checks a syntax tree: names, shapes and dims, supports, access, roles. The result is the checked scenario, or every
 * mistake found. Pure: files have been read before, and nothing is run.
 */
import type { Node } from "../tensor/node.ts";
import { subjectOf } from "./asking.ts";
import type {
  Box,
  CheckedScenario,
  Comparison,
  Factor,
  Infer,
  Latent,
  Network,
  Observation,
  Sample,
  Target,
  Value,
} from "./checked.ts";
import { inferFromText, putFirst } from "./choosing.ts";
import type { BoxUse, Context } from "./context.ts";
import { answerStatements, checkDerivatives, contractStatements } from "./contracting.ts";
import { type Diagnostic, DiagnosticError } from "./diagnostic.ts";
import { fail } from "./diagnostics/make.ts";
import { pluginsNotYet } from "./diagnostics/modules.ts";
import { declaredTwice, misplaced, noSuchParam, scenarioFirst, wrongKind } from "./diagnostics/names.ts";
import { widthNotFound } from "./diagnostics/networks.ts";
import { noTarget, nothingToInfer } from "./diagnostics/roles.ts";
import { checkStaying, type StayingLatent } from "./discrete.ts";
import { elaborate } from "./elaborate.ts";
import {
  checkAnswered,
  checkBudgets,
  checkGranted,
  checkPriorDraws,
  densityNodes,
  hasExactGradient,
  usesOfLatents,
} from "./granting.ts";
import { refuseUnsized, unsized } from "./heads.ts";
import { naming } from "./inlining.ts";
import { type FileUse, findCopies, findLeaks } from "./leaks.ts";
import { lostWords } from "./lost-words.ts";
import { MissingData } from "./missing-data.ts";
import { observedNames } from "./missing-uses.ts";
import { declareAnywhere, declareUse } from "./modules.ts";
import { type Audit, pedanticWarnings, plainWarnings } from "./pedantic/index.ts";
import type { Resources } from "./resources.ts";
import { AlreadyReported, declaredNames, kindNames, type Meaning, Scope } from "./scope.ts";
import { checkSeeking, type Sought } from "./seeking.ts";
import type { Span } from "./source.ts";
import { declareComparison } from "./statements/comparison.ts";
import { declareLet, declareParam } from "./statements/declare.ts";
import { expand, type Step } from "./statements/expand.ts";
import { declareFor } from "./statements/for.ts";
import { type Catalogue, declareInfer } from "./statements/infer.ts";
import { declareModel } from "./statements/model.ts";
import { declareNetwork, declareWeights } from "./statements/network.ts";
import { declareObservation } from "./statements/observation.ts";
import { declareFactor, declarePrior } from "./statements/probability.ts";
import { declareSample } from "./statements/sample.ts";
import { withSubspaces } from "./statements/within.ts";
import { parameterAxis } from "./subject.ts";
import type { Identifier, InferStatement, Statement, SyntaxTree } from "./syntax.ts";
import { unusedLatents, unusedNames } from "./unused.ts";

export interface CheckOptions {
  readonly catalogue: Catalogue;
  /** The discrete latents that cannot be summed out; absent where nobody asks. */
  readonly staying?: (scenario: CheckedScenario) => readonly StayingLatent[];
  /** Set when the text has syntax errors: what the lost statements would have declared is not missed. */
  readonly incomplete?: boolean;
  /** `--set name=text` */
  readonly params?: ReadonlyMap<string, string>;
  /** `--infer`: the name of an `infer` statement, of an algorithm, or a call like `nuts(draws = 500)`; put first. */
  readonly infer?: string;
  /** `--pedantic`: also warn of what is legal and rarely best. */
  readonly pedantic?: boolean;
}

export interface CheckResult {
  /** Present when there are no errors, and were none in the syntax. */
  readonly scenario?: CheckedScenario;
  readonly diagnostics: readonly Diagnostic[];
}

/** Never throws for what a scenario may contain; the diagnostics are in the order of the text. */
export function check(tree: SyntaxTree, resources: Resources, options: CheckOptions): CheckResult {
  return new Checker(tree, resources, options).run();
}

class Checker {
  private readonly diagnostics: Diagnostic[] = [];
  private readonly context: Context;
  private readonly params = new Map<string, number | string>();
  private readonly boxes = new Map<string, Box>();
  private readonly networks = new Map<string, Network>();
  private readonly latents: Latent[] = [];
  private readonly observations: Observation[] = [];
  private readonly factors: Factor[] = [];
  private readonly missing = new MissingData();
  private readonly targets: Target[] = [];
  /** A target without a prior, where an algorithm is named that finds networks. */
  private sought?: Network;
  /** Names behind `target` that cannot be one: what is compared with them is not looked at. */
  private readonly refusedTargets = new Set<string>();
  private readonly truths: Comparison[] = [];
  private readonly samples: Sample[] = [];
  private readonly controls: Comparison[] = [];
  private infers: Infer[] = [];
  private readonly inferNames = new Map<string, Span>();
  private readonly boxUses: BoxUse[] = [];
  private readonly answered: Node[] = [];
  private readonly modelFiles: FileUse[] = [];
  private readonly truthFiles: FileUse[] = [];
  /** Where messages about the scenario as a whole point. */
  private readonly start: Span;

  constructor(
    private readonly tree: SyntaxTree,
    private readonly resources: Resources,
    private readonly options: CheckOptions,
  ) {
    this.context = {
      source: tree.source,
      scope: Scope.of(tree.source, tree, options.incomplete === true ? lostWords(tree) : undefined),
      resources,
      side: "model",
      boxUses: this.boxUses,
      answered: this.answered,
      missing: this.missing,
      fileUses: this.modelFiles,
      calls: { count: 0 },
      modules: { scopes: new Map(), open: [] },
    };
    this.start = tree.statements[0]?.span ?? { start: 0, end: Math.min(1, tree.source.text.length) };
  }

  run(): CheckResult {
    const { statements } = this.tree;
    const isComparison = (statement: Statement) => statement.kind === "truth" || statement.kind === "control";
    this.checkHeader();
    for (const statement of statements) if (!isComparison(statement)) this.attempt(statement);
    // What a control of matched rows may be depends on the truth, wherever that stands.
    for (const kind of ["truth", "control"])
      for (const statement of statements) if (statement.kind === kind) this.attempt(statement);
    if (statements.length > 0) this.checkWhole();
    const isWhole = this.options.incomplete !== true && !this.hasErrors();
    const scenario = isWhole ? this.contracted() : undefined;
    this.diagnostics.sort((a, b) => placeOf(a) - placeOf(b));
    return { scenario, diagnostics: this.diagnostics };
  }

  private hasErrors(): boolean {
    return this.diagnostics.some((diagnostic) => diagnostic.severity === "error");
  }

  /** One statement; its mistakes are collected, and the names it would have declared stay silent afterwards. */
  private attempt(statement: Statement): void {
    if (this.collect(() => this.visit(statement))) return;
    const { scope } = this.context;
    for (const name of observedNames(statement)) this.missing.spoil(name);
    if (statement.kind === "prior" && statement.parametersOf === true) scope.spoilNetwork(statement.head.name.name);
    for (const name of declaredNames(statement)) {
      scope.markBroken(name);
      if (scope.dims().some((dim) => dim.name === name.name && dim.size === unsized)) scope.spoil(name.name);
    }
  }

  /** Whether the work was done without mistakes; those it throws are kept. */
  private collect(work: () => void): boolean {
    try {
      work();
      return true;
    } catch (problem) {
      if (problem instanceof DiagnosticError) this.diagnostics.push(...problem.diagnostics);
      else if (!(problem instanceof AlreadyReported)) throw problem;
      return false;
    }
  }

  private visit(statement: Statement): void {
    const { context } = this;
    if (declareAnywhere(context, statement)) return;
    switch (statement.kind) {
      case "scenario":
        break;
      case "param": {
        const value = declareParam(context, statement, this.options.params?.get(statement.name.name));
        this.params.set(statement.name.name, value);
        break;
      }
      case "use":
        if (statement.what === "plugin") fail(pluginsNotYet({ source: context.source, span: statement.span }));
        declareUse(context, statement);
        break;
      case "model":
        this.boxes.set(statement.name.name, declareModel(context, statement));
        break;
      case "network":
        this.networks.set(statement.name.name, declareNetwork(context, statement));
        break;
      case "prior":
      case "observe":
      case "factor":
        for (const step of expand(context, statement)) {
          if (step.call === undefined) this.carryOut(step);
          else naming(context, step.call, () => this.carryOut(step));
        }
        break;
      case "for": {
        const { latents, observations, factors } = declareFor(context, statement);
        this.latents.push(...latents);
        this.observations.push(...observations);
        this.factors.push(...factors);
        break;
      }
      case "target":
        for (const name of statement.names) {
          if (!this.collect(() => this.addTarget(name))) this.refusedTargets.add(name.name);
        }
        break;
      case "truth":
      case "control":
        this.visitComparison(statement);
        break;
      case "infer":
        this.visitInfer(statement);
        break;
    }
  }

  /** A statement outside loops, or one of those that a defined distribution stands for. */
  private carryOut(step: Step): void {
    const { context } = this;
    const { statement } = step;
    if (statement.kind === "prior" && statement.parametersOf === true)
      this.latents.push(declareWeights(context, statement));
    else if (statement.kind === "prior") this.latents.push(declarePrior(context, step, statement));
    else if (statement.kind === "observe") {
      this.observations.push(...declareObservation(context, step, statement));
    } else if (statement.kind === "factor") {
      const factor = declareFactor(context, step, statement);
      if (factor !== undefined) this.factors.push(factor);
    } else if (statement.kind === "let") {
      const inside = step.inside(context);
      const value = step.isLocal ? elaborate(inside, statement.value) : declareLet(context, statement, inside);
      step.bind?.(value);
      // A part of a definition is used by it.
      if (step.bind !== undefined && step.isLocal !== true) context.scope.find(statement.head.name.name);
    }
  }

  private addTarget(name: Identifier): void {
    const { scope, source } = this.context;
    const place = { source, span: name.span };
    const meaning = scope.resolve(name);
    if (meaning.kind === "network" && meaning.latent === undefined && this.seeks()) {
      this.sought = meaning.network;
      return;
    }
    const value: Value | undefined =
      meaning.kind === "let"
        ? meaning.value
        : meaning.kind === "latent"
          ? meaning.latent
          : this.weightsOf(meaning, name);
    if (value === undefined) {
      const isKnown = ["data", "param", "text"].includes(meaning.kind);
      const remedy = isKnown ? "what is known already needs no inference" : "name what is to be inferred";
      fail(wrongKind(place, name.name, kindNames[meaning.kind], "a latent or a `let`", remedy));
    }
    if (this.targets.some((target) => target.name === name.name)) {
      fail(misplaced(place, `\`${name.name}\` is a target already`, "name it once"));
    }
    const parameters = meaning.kind === "network" ? meaning.network.parameters : undefined;
    this.targets.push({ name: name.name, parameters, node: value.node, axes: value.axes, span: name.span });
  }

  /** Whether some `infer`, wherever it stands, or `--infer` names an algorithm that finds networks. */
  private seeks(): boolean {
    const { catalogue, infer } = this.options;
    const named = this.tree.statements.flatMap((statement) =>
      statement.kind === "infer" ? statement.steps.map((step) => step.callee.name) : [],
    );
    const written = infer?.match(/^\s*\w+/)?.[0].trim();
    return [...named, written ?? ""].some((name) => catalogue.algorithms.get(name)?.seeks === true);
  }

  /** `target N` of a network wants its weights. */
  private weightsOf(meaning: Meaning, name: Identifier): Value | undefined {
    if (meaning.kind !== "network") return undefined;
    const subject = subjectOf(this.context, name);
    return subject && { node: subject.weights(), axes: [parameterAxis(subject)] };
  }

  private visitComparison(statement: Statement & { kind: "truth" | "control" }): void {
    const hasTargets = this.tree.statements.some(({ kind }) => kind === "target");
    if (!hasTargets || this.refusedTargets.has(statement.head.name.name)) return;
    const isTruth = statement.kind === "truth";
    const list = isTruth ? this.truths : this.controls;
    const context = { ...this.context, fileUses: isTruth ? this.truthFiles : [] };
    if (isTruth && statement.sampled !== undefined) {
      this.samples.push(declareSample(context, statement, statement.sampled, this.targets, this.samples));
      return;
    }
    const truth = isTruth ? undefined : this.truths.find(({ target }) => target === statement.head.name.name);
    list.push(declareComparison(context, statement, this.targets, list, truth));
  }

  private visitInfer(statement: InferStatement): void {
    const { source } = this.tree;
    const infer = declareInfer(this.context, statement, this.options.catalogue, this.latents);
    const span = statement.name?.span ?? statement.steps[0].callee.span;
    const first = this.inferNames.get(infer.name);
    if (first !== undefined) fail(declaredTwice({ source, span }, infer.name, first));
    this.inferNames.set(infer.name, span);
    this.infers.push(infer);
  }

  private checkHeader(): void {
    const { statements, source } = this.tree;
    const headers = statements.filter((statement) => statement.kind === "scenario");
    if (headers.length === 0 && !this.context.scope.isLost("scenario"))
      this.diagnostics.push(scenarioFirst({ source, span: this.start }, "absent"));
    for (const [i, { span }] of headers.entries()) {
      if (i > 0) this.diagnostics.push(scenarioFirst({ source, span }, "second"));
      else if (statements[0].kind !== "scenario") this.diagnostics.push(scenarioFirst({ source, span }, "late"));
    }
    const declared = statements.flatMap((statement) => (statement.kind === "param" ? [statement.name.name] : []));
    for (const name of this.options.params?.keys() ?? []) {
      if (!declared.includes(name) && !this.context.scope.isLost(name))
        this.diagnostics.push(noSuchParam(name, declared));
    }
  }

  /** What only the whole file shows: targets, leaks of the truth, access of the algorithms, unused names. */
  private checkWhole(): void {
    const { source, statements } = this.tree;
    const has = (kind: Statement["kind"]) => holds(statements, kind) || this.context.scope.isLost(kind);
    if (this.sought === undefined && !has("prior") && !(has("network") && this.hasErrors()))
      this.diagnostics.push(nothingToInfer({ source, span: this.start }));
    else if (!has("target")) this.diagnostics.push(noTarget({ source, span: this.start }));
    for (const dim of this.context.scope.dims()) {
      if (dim.size === unsized) this.collect(() => refuseUnsized(this.context, dim));
    }
    this.diagnostics.push(...this.widthsNotFound());
    this.collect(() => this.latents.push(...this.missing.latents(this.context, this.latents)));
    const nodes = densityNodes(this.latents, this.observations, this.factors);
    this.diagnostics.push(...findLeaks(source, this.modelFiles, this.truthFiles, this.resources.hashes));
    this.diagnostics.push(...findCopies(source, this.context.scope, [...this.truths, ...this.samples], nodes));
    this.chooseInfers(usesOfLatents(this.boxUses, nodes));
    if (this.hasErrors() || this.options.incomplete === true) return;
    this.diagnostics.push(...checkBudgets(source, this.boxes, nodes));
    this.diagnostics.push(...unusedNames(source, this.context.scope));
    this.diagnostics.push(...unusedLatents(source, this.latents, this.observations, this.factors));
    this.diagnostics.push(...plainWarnings(this.audit()));
    if (this.options.pedantic === true) this.diagnostics.push(...pedanticWarnings(this.audit()));
  }

  private audit(): Audit {
    const { latents, observations, factors, infers } = this;
    const { source, statements } = this.tree;
    const { algorithms } = this.options.catalogue;
    const following = infers[0]?.steps.find(
      ({ name, options }) => algorithms.get(name)?.needsGradient(options) === true,
    );
    const { scope } = this.context;
    return { source, statements, scope, latents, observations, factors, gradientAlgorithm: following?.name };
  }

  /** Without any `infer`: nuts where gradients are granted and all discrete latents are summed out, else smc. */
  private chooseInfers(uses: readonly BoxUse[]): void {
    const { source, statements } = this.tree;
    const { catalogue, infer } = this.options;
    const staying = this.hasErrors() ? [] : (this.options.staying?.(this.scenario()) ?? []);
    this.collect(() => {
      if (!statements.some((statement) => statement.kind === "infer") && !this.context.scope.isLost("infer")) {
        const algorithm = hasExactGradient(uses, this.boxes) && staying.length === 0 ? "nuts" : "smc";
        this.infers.push(inferFromText(this.context, algorithm, this.start, catalogue, this.latents));
      }
      if (infer === undefined) return;
      this.infers = putFirst(this.context, this.infers, infer.trim(), this.start, catalogue, this.latents);
    });
    for (const [i, declared] of this.infers.entries()) {
      this.diagnostics.push(...checkSeeking(source, declared, this.soughtAmong(), catalogue));
      this.diagnostics.push(...checkGranted(source, declared, this.boxes, uses, catalogue));
      this.diagnostics.push(...checkStaying(source, declared, staying, catalogue));
      this.diagnostics.push(...checkPriorDraws(source, declared, this.latents, catalogue, i === 0));
    }
  }

  private soughtAmong(): Sought {
    const { boxes, networks, targets, sought } = this;
    return { boxes, networks, targets, network: sought };
  }

  /** Networks whose width nothing finds. */
  private widthsNotFound(): Diagnostic[] {
    const { source } = this.tree;
    return [...this.networks.values()].flatMap((network) => {
      const { name, auto } = network;
      const isFound = network === this.sought || !this.context.scope.sayOnce(`prior of ${name}`);
      return auto === undefined || isFound ? [] : [widthNotFound({ source, span: auto }, name)];
    });
  }

  /** The scenario, unless it would store more derivatives than there is room for. */
  private contracted(): CheckedScenario | undefined {
    if (this.boxes.size === 0 && this.networks.size === 0) return this.scenario();
    const scenario = answerStatements(contractStatements(this.scenario()), this.answered);
    this.diagnostics.push(...checkAnswered(this.tree.source, this.boxes, scenario.answered));
    this.diagnostics.push(...checkDerivatives(this.tree.source, scenario, this.boxUses));
    return this.hasErrors() ? undefined : scenario;
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
      networks: this.networks,
      answered: new Map(),
      sought: this.sought,
      values: this.context.scope.values(),
      latents: withSubspaces(this.latents, this.infers[0]),
      observations: this.observations,
      factors: this.factors,
      imputed: this.missing.imputed,
      targets: this.targets,
      truths: this.truths,
      controls: this.controls,
      samples: this.samples,
      infers: this.infers,
      files: this.resources.hashes,
      warnings: this.diagnostics,
    };
  }
}

/** Whether a statement of some kind stands in a list, or in a loop of it. */
function holds(statements: readonly Statement[], kind: Statement["kind"]): boolean {
  return statements.some(
    (statement) => statement.kind === kind || (statement.kind === "for" && holds(statement.body, kind)),
  );
}

/** Mistakes on the command line have no place and come first. */
function placeOf(diagnostic: Diagnostic): number {
  return diagnostic.labels[0]?.span.start ?? -1;
}
