/** The syntax tree: what the parser returns, before names, shapes or data are known. Every node has its span. */
import type { Span } from "./source.ts";

export interface Identifier {
  readonly name: string;
  readonly span: Span;
}

export type BinaryOperator =
  | "or"
  | "and"
  | "=="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "+"
  | "-"
  | "*"
  | "/"
  | "%"
  | "@"
  | "^";

export interface NumberLiteral {
  readonly kind: "number";
  readonly value: number;
  readonly span: Span;
}
export interface StringLiteral {
  readonly kind: "string";
  readonly value: string;
  readonly span: Span;
}
/** A use of a name: a value, a dim, a label, or (in an option) a word. */
export interface NameExpression {
  readonly kind: "name";
  readonly name: string;
  readonly span: Span;
}
export interface ArrayLiteral {
  readonly kind: "array";
  readonly elements: readonly Expression[];
  readonly span: Span;
}
/** `{ x: 1, y: 2 }`, only as an option's value. */
export interface RecordLiteral {
  readonly kind: "record";
  readonly entries: readonly { readonly key: Identifier; readonly value: Expression }[];
  readonly span: Span;
}
export interface UnaryExpression {
  readonly kind: "unary";
  readonly operator: "-" | "not";
  readonly operand: Expression;
  readonly span: Span;
}
export interface BinaryExpression {
  readonly kind: "binary";
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
  readonly operatorSpan: Span;
  readonly span: Span;
}
/** `a..b`, half open; either end may be missing inside an index. */
export interface RangeExpression {
  readonly kind: "range";
  readonly from?: Expression;
  readonly to?: Expression;
  readonly span: Span;
}
export interface ConditionalExpression {
  readonly kind: "if";
  readonly condition: Expression;
  readonly consequent: Expression;
  readonly alternative: Expression;
  readonly span: Span;
}
export interface Argument {
  /** Present for `over = flower`. */
  readonly name?: Identifier;
  readonly value: Expression;
  readonly span: Span;
}
/** `f(a, option = b)`: a function, a declared model, a distribution, a reader, an algorithm or a provider, by position. */
export interface CallExpression {
  readonly kind: "call";
  /** The name of a module in `stats.rescale(x)`. */
  readonly module?: Identifier;
  readonly callee: Identifier;
  readonly arguments: readonly Argument[];
  readonly span: Span;
}
export interface IndexExpression {
  readonly kind: "index";
  readonly object: Expression;
  readonly indices: readonly Expression[];
  readonly span: Span;
}
/** `csv("f").column`, `feature.petal_width`. */
export interface FieldExpression {
  readonly kind: "field";
  readonly object: Expression;
  readonly field: Identifier;
  readonly span: Span;
}

/** `x => e` or `(a, b) => e`: a function without a name, only as an argument. */
export interface LambdaExpression {
  readonly kind: "lambda";
  readonly parameters: readonly Identifier[];
  readonly body: Expression;
  readonly span: Span;
}
/** `[e for i in A, j in B]`: an axis for each generator, before those of e. */
export interface ComprehensionExpression {
  readonly kind: "comprehension";
  readonly element: Expression;
  readonly generators: readonly Generator[];
  readonly span: Span;
}
export interface Generator {
  readonly variable: Identifier;
  /** A dim, a range or a known vector of whole numbers. */
  readonly over: Expression;
  readonly span: Span;
}

export type Expression =
  | NumberLiteral
  | StringLiteral
  | NameExpression
  | ArrayLiteral
  | RecordLiteral
  | UnaryExpression
  | BinaryExpression
  | RangeExpression
  | ConditionalExpression
  | CallExpression
  | IndexExpression
  | FieldExpression
  | LambdaExpression
  | ComprehensionExpression;

/** A declared name with its dims: `x[record, feature]`. `dims` is absent when no brackets were written. */
export interface Head {
  readonly name: Identifier;
  readonly dims?: readonly Identifier[];
  readonly span: Span;
}

/** `real[feature]`, `simplex[species]`, `real`. */
export interface BoxType {
  readonly element: Identifier;
  readonly dims: readonly Identifier[];
  readonly span: Span;
}

interface Base {
  /** From the keyword to the last token. */
  readonly span: Span;
  /** The text of the `///` lines that stand before the statement. */
  readonly documentation?: string;
}

export interface ScenarioStatement extends Base {
  readonly kind: "scenario";
  readonly name: Identifier;
}
export interface DimStatement extends Base {
  readonly kind: "dim";
  readonly name: Identifier;
  /** `= 20` or `= rows(y)`; or labels; or neither. */
  readonly size?: Expression;
  readonly labels?: readonly Identifier[];
}
export interface ParamStatement extends Base {
  readonly kind: "param";
  readonly name: Identifier;
  readonly value: Expression;
}
export interface DataStatement extends Base {
  readonly kind: "data";
  readonly head: Head;
  readonly value: Expression;
}
export interface ModelStatement extends Base {
  readonly kind: "model";
  readonly name: Identifier;
  readonly input: BoxType;
  readonly output: BoxType;
  readonly provider: CallExpression;
  /** `access scores, explanations`; absent when not written (scores). */
  readonly access?: readonly Identifier[];
  readonly budget?: Expression;
}
export interface LetStatement extends Base {
  readonly kind: "let";
  readonly head: Head;
  readonly value: Expression;
}
export interface PriorStatement extends Base {
  readonly kind: "prior";
  /** Of a latent, or the name of a network in `prior parameters(N) ~ ..`. */
  readonly head: Head;
  readonly parametersOf?: true;
  readonly distribution: CallExpression;
}
export interface ObserveStatement extends Base {
  readonly kind: "observe";
  readonly value: Expression;
  readonly distribution: CallExpression;
}
export interface FactorStatement extends Base {
  readonly kind: "factor";
  readonly value: Expression;
}
export interface TargetStatement extends Base {
  readonly kind: "target";
  readonly names: readonly Identifier[];
}
export interface TruthStatement extends Base {
  readonly kind: "truth";
  readonly head: Head;
  readonly value: Expression;
  readonly matched?: Identifier;
  readonly sampled?: Sampled;
}
/** `sampled`, or `sampled by e` */
export interface Sampled extends Base {
  readonly by?: Expression;
}
export interface ControlStatement extends Base {
  readonly kind: "control";
  readonly head: Head;
  readonly value: Expression;
  readonly as?: Identifier;
}
export interface InferStatement extends Base {
  readonly kind: "infer";
  /** Absent in `infer nuts(..)`, which is named after its algorithm. */
  readonly name?: Identifier;
  /** More than one with `a(..) then b(..)`. */
  readonly steps: readonly CallExpression[];
}

export interface ForStatement extends Base {
  readonly kind: "for";
  readonly variable: Identifier;
  readonly dim: Identifier;
  readonly body: readonly Statement[];
}
/** `fn f(a, b) = e`, or with values of its own: `fn f(a, b) { let c = ..  value = e }`. */
export interface FnStatement extends Base {
  readonly kind: "fn";
  readonly name: Identifier;
  readonly parameters: readonly Identifier[];
  /** Empty in the short form. */
  readonly lets: readonly LetStatement[];
  readonly body: Expression;
}
export interface NetworkStatement extends Base {
  readonly kind: "network";
  readonly name: Identifier;
  readonly input: BoxType;
  readonly output: BoxType;
  readonly architecture: CallExpression;
}
export interface UseStatement extends Base {
  readonly kind: "use";
  readonly what: "module" | "plugin";
  readonly path: StringLiteral;
  readonly as?: Identifier;
}
/** `distribution D(a) { prior u ~ ..  value = e }`, `{ .. value ~ D2(..) }`, or in short `distribution D(a) = D2(..)`. */
export interface DistributionStatement extends Base {
  readonly kind: "distribution";
  readonly name: Identifier;
  readonly parameters: readonly Identifier[];
  /** `prior` and `let` statements. */
  readonly body: readonly Statement[];
  readonly value:
    | { readonly kind: "computed"; readonly expression: Expression }
    | { readonly kind: "drawn"; readonly distribution: CallExpression };
}

export type Statement =
  | ScenarioStatement
  | DimStatement
  | ParamStatement
  | DataStatement
  | ModelStatement
  | LetStatement
  | PriorStatement
  | ObserveStatement
  | FactorStatement
  | TargetStatement
  | TruthStatement
  | ControlStatement
  | InferStatement
  | ForStatement
  | FnStatement
  | NetworkStatement
  | UseStatement
  | DistributionStatement;

export interface SyntaxTree {
  readonly source: import("./source.ts").Source;
  readonly statements: readonly Statement[];
}
