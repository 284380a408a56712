/** Expressions of the syntax tree to tensor nodes with named axes. */
import {
  add,
  and,
  div,
  eq,
  le,
  lt,
  mod,
  mul,
  ne,
  neg,
  not,
  type Operand,
  or,
  pow,
  scalar,
  select,
  sub,
} from "../tensor/build.ts";
import { constantValue } from "../tensor/evaluate.ts";
import type { Node } from "../tensor/node.ts";
import { elaborateArray, elaborateRange } from "./arrays.ts";
import { elaborateCall } from "./call.ts";
import type { Value } from "./checked.ts";
import { contract, meetAll, meetOperands } from "./combining.ts";
import { elaborateComprehension } from "./comprehension.ts";
import { all, at, type Context } from "./context.ts";
import { functionAsValue } from "./diagnostics/loops.ts";
import { fail } from "./diagnostics/make.ts";
import { misplaced, wrongKind } from "./diagnostics/names.ts";
import { shapesDoNotFit } from "./diagnostics/shapes.ts";
import { elaborateField } from "./fields.ts";
import { refuseUnsized, unsized } from "./heads.ts";
import { elaborateIndex } from "./indexing.ts";
import { checkLimit } from "./limits.ts";
import { narrow, valuesOver } from "./loops/loop.ts";
import { refuseWhole } from "./loops/open-array.ts";
import { meansElsewhere } from "./namespaces.ts";
import { elaborateReader, isReader } from "./readers.ts";
import type { BinaryExpression, BinaryOperator, ConditionalExpression, Expression, NameExpression } from "./syntax.ts";

const binaryBuilders: Record<Exclude<BinaryOperator, "@">, (a: Operand, b: Operand) => Node> = {
  or,
  and,
  "==": eq,
  "!=": ne,
  "<": lt,
  "<=": le,
  ">": (a, b) => lt(b, a),
  ">=": (a, b) => le(b, a),
  "+": add,
  "-": sub,
  "*": mul,
  "/": div,
  "%": mod,
  "^": pow,
};

/**
 * The value of an expression over named axes.
 * @throws DiagnosticError with what is wrong in it, AlreadyReported where it uses a name whose declaration failed
 */
export function elaborate(context: Context, expression: Expression): Value {
  switch (expression.kind) {
    case "number":
      return { node: scalar(expression.value), axes: [] };
    case "name":
      return elaborateName(context, expression);
    case "unary": {
      const operand = elaborate(context, expression.operand);
      const node = expression.operator === "-" ? neg(operand.node) : not(operand.node);
      return { node, axes: operand.axes };
    }
    case "binary":
      return elaborateBinary(context, expression);
    case "if":
      return elaborateConditional(context, expression);
    case "range":
      return elaborateRange(context, expression);
    case "array":
      return elaborateArray(context, expression);
    case "index":
      return elaborateIndex(context, expression);
    case "call":
      return isReader(expression.callee.name)
        ? elaborateReader(context, expression)
        : elaborateCall(context, expression);
    case "field":
      return elaborateField(context, expression);
    case "string":
      return fail(
        misplaced(
          at(context, expression),
          "a text is not a value here",
          'texts name files and models: csv("scores.csv"); a label is written as in `species.setosa`',
        ),
      );
    case "comprehension":
      return elaborateComprehension(context, expression);
    case "lambda":
      return fail(functionAsValue(at(context, expression)));
    case "record":
      return fail(
        misplaced(at(context, expression), "a record is not a value here", "records are values of options only"),
      );
  }
}

function elaborateName(context: Context, expression: NameExpression): Value {
  // Reserved words, so no declaration can hide them.
  if (expression.name === "true" || expression.name === "false") {
    return { node: scalar(expression.name === "true" ? 1 : 0), axes: [] };
  }
  const meaning = context.scope.resolve(expression, "name", meansElsewhere(expression.name));
  switch (meaning.kind) {
    case "data":
      return context.side === "model" && meaning.filled !== undefined ? meaning.filled.value : meaning.value;
    case "param":
    case "let":
      return meaning.value;
    case "text": {
      const remedy = `it names files and is given to providers: \`csv(${expression.name} + ".csv")\``;
      return fail(wrongKind(at(context, expression), expression.name, "a text", "a value", remedy));
    }
    case "latent":
      return { node: meaning.latent.node, axes: meaning.latent.axes };
    case "dim": {
      if (meaning.dim.size === unsized) refuseUnsized(context, expression);
      const remedy = `its size is \`size(${expression.name})\`, its indices are \`0..size(${expression.name})\``;
      return fail(wrongKind(at(context, expression), expression.name, "a dim", "a value", remedy));
    }
    case "box": {
      const remedy = `ask it: \`${expression.name}(x)\``;
      return fail(wrongKind(at(context, expression), expression.name, "a model", "a value", remedy));
    }
    case "network": {
      const { name } = expression;
      const remedy = `ask it: \`${name}(x)\`, or take its weights: \`parameters(${name})\``;
      return fail(wrongKind(at(context, expression), name, "a network", "a value", remedy));
    }
    case "index":
      return meaning.value;
    case "open":
      return refuseWhole(context, expression, meaning.array);
    case "function":
      return fail(functionAsValue(at(context, expression), expression.name));
    case "distribution": {
      const remedy = `it stands behind \`~\`: \`prior x ~ ${expression.name}(..)\``;
      return fail(wrongKind(at(context, expression), expression.name, "a distribution", "a value", remedy));
    }
    case "module": {
      const remedy = `a name in it is written \`${expression.name}.NAME\``;
      return fail(wrongKind(at(context, expression), expression.name, "a module", "a value", remedy));
    }
    case "broken":
      throw new Error("a broken name resolves to nothing");
  }
}

function elaborateBinary(context: Context, expression: BinaryExpression): Value {
  const [left, right] = all([() => elaborate(context, expression.left), () => elaborate(context, expression.right)]);
  if (expression.operator === "@") return contract(context, expression, left, right);
  const [a, b] = meetOperands(
    context,
    { span: expression.operatorSpan },
    left,
    expression.left,
    right,
    expression.right,
  );
  return { node: binaryBuilders[expression.operator](a.node, b.node), axes: a.axes };
}

/** A scalar condition that is known, as `t == 0` in a loop, compiles only the branch taken. */
function elaborateConditional(context: Context, expression: ConditionalExpression): Value {
  const { consequent, alternative } = expression;
  const condition = elaborate(context, expression.condition);
  const known = condition.axes.length === 0 ? knownCondition(context, condition.node) : undefined;
  if (known?.every((holds) => holds === known[0])) return elaborate(context, known[0] ? consequent : alternative);
  const branch = (taken: boolean): Context =>
    known === undefined || context.frame === undefined
      ? context
      : { ...context, frame: narrow(context.frame, (row) => known[row] === taken) };
  const [yes, no] = all([() => elaborate(branch(true), consequent), () => elaborate(branch(false), alternative)]);
  const met = meetAll([condition, yes, no]);
  if ("reason" in met) {
    const parts = [
      { span: expression.condition.span, axes: condition.axes },
      { span: consequent.span, axes: yes.axes },
      { span: alternative.span, axes: no.axes },
    ];
    return fail(shapesDoNotFit(at(context, expression), parts, met));
  }
  const [c, a, b] = met;
  checkLimit(at(context, expression), c.axes);
  return { node: select(c.node, a.node, b.node), axes: c.axes };
}

/** Whether a condition holds, for each assignment of the loops around it; undefined when only the run tells. */
function knownCondition(context: Context, node: Node): boolean[] | undefined {
  const values = constantValue(node) ?? (context.frame && valuesOver(context.frame, node));
  return values && Array.from(values, (x) => x !== 0);
}
