/** Printed expressions with how tightly they bind, so that parentheses stand only where they are needed. */

/** How tightly the outermost operator binds; higher binds tighter. */
export const level = {
  choose: 1,
  or: 2,
  and: 3,
  equal: 4,
  compare: 5,
  sum: 6,
  product: 7,
  sign: 8,
  power: 9,
  atom: 10,
} as const;

export interface Expression {
  readonly text: string;
  readonly level: number;
}

/** A name, a call, a literal without sign: never needs parentheses. */
export function atom(text: string): Expression {
  return { text, level: level.atom };
}

/** The text, in parentheses where it binds less tightly than `least`. */
export function within(x: Expression, least: number): string {
  return x.level >= least ? x.text : `(${x.text})`;
}

/** `a op b` for an operator that groups to the left. */
export function infix(a: Expression, operator: string, b: Expression, own: number): Expression {
  return { text: `${within(a, own)} ${operator} ${within(b, own + 1)}`, level: own };
}

/** `a + b`, or `a - b` where b is printed with a sign. */
export function plus(a: Expression, b: Expression): Expression {
  if (b.text === "0") return a;
  if (a.text === "0") return b;
  if (b.level === level.sign && b.text.startsWith("-")) return infix(a, "-", withoutSign(b), level.sum);
  return infix(a, "+", b, level.sum);
}

/** `a - b`, or `a + b` where b is printed with a sign. */
export function minus(a: Expression, b: Expression): Expression {
  if (b.text === "0") return a;
  if (a.text === "0") return negative(b);
  if (b.level === level.sign && b.text.startsWith("-")) return infix(a, "+", withoutSign(b), level.sum);
  return infix(a, "-", b, level.sum);
}

/** `a * b`, without a factor of 1. */
export function times(a: Expression, b: Expression): Expression {
  if (b.text === "1") return a;
  return a.text === "1" ? b : infix(a, "*", b, level.product);
}

/** What a sign stands before is at least a power, or in parentheses. */
function withoutSign(x: Expression): Expression {
  return { text: x.text.slice(1), level: level.power };
}

export function negative(x: Expression): Expression {
  return { text: `-${within(x, level.power)}`, level: level.sign };
}

export function call(name: string, ...args: readonly Expression[]): Expression {
  return atom(`${name}(${args.map((x) => x.text).join(", ")})`);
}

/** `condition ? a : b`, in parentheses of its own wherever it stands within another expression. */
export function choose(condition: Expression, a: Expression, b: Expression): Expression {
  const text = `${within(condition, level.or)} ? ${within(a, level.or)} : ${within(b, level.choose)}`;
  return { text, level: level.choose };
}
