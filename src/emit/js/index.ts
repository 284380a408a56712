/** Indices and addresses while code is written: a whole number plus multiples of loop variables and looked-up indices. */
import { type Code, type StoreOp, type Value, type Variable, zero } from "./code.ts";

export interface Index {
  readonly base: number;
  /** In the order of the blocks of their variables, so that outer sums are computed outside. */
  readonly terms: readonly { readonly variable: Variable; readonly factor: number }[];
}

const fixed: Index[] = [];

/** A known index. */
export function at(base: number): Index {
  if (base >= 0 && base < 256) {
    fixed[base] ??= { base, terms: [] };
    return fixed[base];
  }
  return { base, terms: [] };
}

export function atVariable(variable: Variable, base = 0): Index {
  return { base, terms: [{ variable, factor: 1 }] };
}

export function isKnown(index: Index): boolean {
  return index.terms.length === 0;
}

/** a + factor b. */
export function plus(a: Index, b: Index, factor = 1): Index {
  if (b.terms.length === 0) return { base: a.base + factor * b.base, terms: a.terms };
  const terms = [...a.terms];
  for (const term of b.terms) {
    const i = terms.findIndex((other) => other.variable === term.variable);
    if (i < 0) terms.push({ variable: term.variable, factor: factor * term.factor });
    else terms[i] = { variable: term.variable, factor: terms[i].factor + factor * term.factor };
  }
  terms.sort((s, t) => s.variable.block.depth - t.variable.block.depth);
  return { base: a.base + factor * b.base, terms: terms.filter((term) => term.factor !== 0) };
}

/** The row-major position of an element. */
export function flatten(index: readonly Index[], strides: readonly number[], start: Index = at(0)): Index {
  let sum = start;
  for (const [axis, i] of index.entries()) sum = plus(sum, i, strides[axis]);
  return sum;
}

export function keyOf(index: readonly Index[]): string {
  let key = "";
  for (const { base, terms } of index) {
    key += `,${base}`;
    for (const { variable, factor } of terms) key += `+${factor}${variable.name}`;
  }
  return key;
}

/** Stores a value at an index of an array. */
export function storeAt(code: Code, array: string, index: Index, value: Value, op: StoreOp = "set"): void {
  const { value: address, offset } = addressOf(code, index);
  code.push({ kind: "store", array, address, offset, op, value });
}

/** The variable part of an address as one value (literal 0 when there is none) and the known part. */
export function addressOf(code: Code, index: Index): { value: Value; offset: number } {
  let sum: Value = zero;
  for (const { variable, factor } of index.terms) {
    if (sum.kind === "literal") sum = factor === 1 ? variable : code.define("scale", [variable], "", [factor]);
    else sum = code.define("step", [sum, variable], "", [factor]);
  }
  return { value: sum, offset: index.base };
}
