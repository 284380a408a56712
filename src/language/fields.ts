/** What stands before a dot: `feature.petal_width` is an index, `csv("f").column` and `json("f").field` read. */
import { scalar } from "../tensor/build.ts";
import type { Value } from "./checked.ts";
import { at, type Context } from "./context.ts";
import { fail } from "./diagnostics/make.ts";
import { misplaced, unknownName } from "./diagnostics/names.ts";
import { elaborateReader, isReader } from "./readers.ts";
import type { CallExpression, Expression, FieldExpression, Identifier } from "./syntax.ts";

export function elaborateField(context: Context, expression: FieldExpression): Value {
  const { object, field } = expression;
  if (object.kind === "name") {
    const meaning = context.scope.resolve(object);
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
  const reader = readerOf(expression);
  if (reader) return elaborateReader(context, reader.call, reader.path);
  return fail(
    misplaced(
      at(context, field),
      `there is no field \`${field.name}\` here`,
      "fields belong to dims (their labels) and to csv(..) and json(..)",
    ),
  );
}

/** The reader call that an expression is, with the fields behind it: `json("f").a.b` has the path [a, b]. */
export function readerOf(expression: Expression): { call: CallExpression; path: readonly Identifier[] } | undefined {
  const path: Identifier[] = [];
  let inner = expression;
  while (inner.kind === "field") {
    path.unshift(inner.field);
    inner = inner.object;
  }
  return inner.kind === "call" && isReader(inner.callee.name) ? { call: inner, path } : undefined;
}
