/** What stands before a dot: `feature.petal_width` is an index, `csv("f").column` and `json("f").field` read. */
import { scalar } from "../tensor/build.ts";
import { elaborateParameters, elaboratePart, hasParts } from "./call.ts";
import type { Value } from "./checked.ts";
import { at, type Context } from "./context.ts";
import { fail } from "./diagnostics/make.ts";
import { misplaced, unknownName, wrongKind } from "./diagnostics/names.ts";
import { exported } from "./modules.ts";
import { elaborateReader, isReader } from "./readers.ts";
import { kindNames, type Meaning } from "./scope.ts";
import type { CallExpression, Expression, FieldExpression, Identifier } from "./syntax.ts";

export function elaborateField(context: Context, expression: FieldExpression): Value {
  const { object, field } = expression;
  if (object.kind === "name") {
    const meaning = context.scope.resolve(object);
    if (meaning.kind === "module") return moduleValue(context, field, exported(context, object, field, "name"));
    if (meaning.kind === "dim") {
      const labels = meaning.dim.labels ?? [];
      const index = labels.indexOf(field.name);
      if (index < 0) {
        const bare = `\`${object.name}\` has no labels: \`dim ${object.name} = { ${field.name}, .. }\` gives it some`;
        fail(unknownName(at(context, field), "label", field.name, labels, labels.length === 0 ? bare : undefined));
      }
      return { node: scalar(index), axes: [] };
    }
  }
  if (object.kind === "call" && object.module === undefined && hasParts(context, object.callee.name))
    return elaboratePart(context, object, field);
  const parameters = pathBehind(expression, (name) => name === "parameters" && !isAsked(context, name));
  if (parameters) return elaborateParameters(context, parameters.call, parameters.path);
  const reader = readerOf(expression);
  if (reader) return elaborateReader(context, reader.call, reader.path);
  return fail(
    misplaced(
      at(context, field),
      `there is no field \`${field.name}\` here`,
      "fields belong to dims (their labels), to csv(..) and json(..), to parameters(f), and to functions with parts such as svd(..)",
    ),
  );
}

/** Whether a call of this name asks a declared model or network. */
function isAsked({ scope }: Context, name: string): boolean {
  return scope.names("box").includes(name) || scope.names("network").includes(name);
}

/** A value of a module, as in `units.gram`. */
function moduleValue(context: Context, field: Identifier, meaning: Meaning): Value {
  if (meaning.kind === "let" || meaning.kind === "data" || meaning.kind === "param") return meaning.value;
  return fail(
    wrongKind(
      at(context, field),
      field.name,
      kindNames[meaning.kind],
      "a value",
      "values are `let`, `data` and `param`",
    ),
  );
}

/** The reader call that an expression is, with the fields behind it: `json("f").a.b` has the path [a, b]. */
export function readerOf(expression: Expression): Behind | undefined {
  return pathBehind(expression, isReader);
}

interface Behind {
  readonly call: CallExpression;
  readonly path: readonly Identifier[];
}

/** The call before the dots, when it is of one of these names. */
function pathBehind(expression: Expression, isCallee: (name: string) => boolean): Behind | undefined {
  const path: Identifier[] = [];
  let inner = expression;
  while (inner.kind === "field") {
    path.unshift(inner.field);
    inner = inner.object;
  }
  return inner.kind === "call" && isCallee(inner.callee.name) ? { call: inner, path } : undefined;
}
