/** `dim pixel = image(28, 28)`: an axis whose elements are the pixels of a picture. */
import type { Picture } from "../checked.ts";
import { at, type Context } from "../context.ts";
import { badChannels } from "../diagnostics/comparisons.ts";
import { fail } from "../diagnostics/make.ts";
import { unexpectedArgumentName, wrongArgumentCount } from "../diagnostics/names.ts";
import { badDimSize } from "../diagnostics/shapes.ts";
import { showNumber } from "../elements.ts";
import { knownNumber } from "../known.ts";
import type { CallExpression, Expression } from "../syntax.ts";

const pictureSignature = "image(rows, columns, channels)";

/** Whether the size of a dim is that of a picture. What is called so by a declaration wins; a dim named `image` is not called. */
export function isPicture({ scope }: Context, size: Expression): size is CallExpression {
  if (size.kind !== "call" || size.module !== undefined || size.callee.name !== "image") return false;
  const declared = scope.find("image")?.kind;
  return declared === undefined || declared === "dim";
}

/** Rows, columns and channels, 1 where no channels are written. @param dim for messages */
export function pictureOf(context: Context, call: CallExpression, dim: string): Picture {
  const named = call.arguments.find((argument) => argument.name !== undefined)?.name;
  if (named !== undefined) fail(unexpectedArgumentName(at(context, named), "image", named.name, []));
  if (call.arguments.length < 2 || call.arguments.length > 3)
    fail(wrongArgumentCount(at(context, call), "image", pictureSignature, call.arguments.length));
  const [rows, columns, channels] = call.arguments.map(({ value }) => sideOf(context, value, dim));
  if (channels !== undefined && channels !== 1 && channels !== 3)
    fail(badChannels(at(context, call.arguments[2].value), channels));
  return [rows, columns, channels ?? 1];
}

function sideOf(context: Context, value: Expression, dim: string): number {
  const side = knownNumber(context, value, "a side of a picture");
  if (!Number.isInteger(side) || side < 1) fail(badDimSize(at(context, value), dim, showNumber(side)));
  return side;
}
