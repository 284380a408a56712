/** What a built-in function is: how it is written, and how its call becomes a tensor node. */
import type { Value } from "../checked.ts";
import type { Context } from "../context.ts";
import type { CallExpression, Expression, Identifier } from "../syntax.ts";

export interface FunctionCall {
  readonly context: Context;
  readonly expression: CallExpression;
  /** Elaborated positional arguments. */
  readonly args: readonly Value[];
  readonly argExpressions: readonly Expression[];
  readonly options: ReadonlyMap<string, Expression>;
  /** What stands behind the dot in `svd(a).s`. */
  readonly part?: Identifier;
}

export interface BuiltinFunction {
  readonly name: string;
  /** As shown in messages and docs: `sum(a, over = dim)`. */
  readonly signature: string;
  readonly documentation: string;
  /** Fewest and most positional arguments. */
  readonly arity: readonly [number, number];
  readonly options: readonly string[];
  apply(call: FunctionCall): Value;
  /** Set where arguments are not values (`size(record)`): `apply` reads the expressions itself. */
  readonly raw?: boolean;
  /** Set where the engine of the data side is needed: known values only. */
  readonly isDataSide?: true;
  /** Names of the parts of the result, one of which must be asked for: `svd(a).s`. */
  readonly parts?: readonly string[];
}
