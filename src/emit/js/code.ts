/** Straight-line values in nested blocks: each value is computed once, in the outermost block where its operands are known. */

/** A place where statements stand: a function, the loop over lanes, a loop over an axis. */
export interface Block {
  readonly parent: Block | undefined;
  readonly depth: number;
  readonly statements: Statement[];
  /** Values already computed here, by operation and operands. */
  readonly known: Map<string, Variable>;
  /** False once nothing may be added: its values are out of sight. */
  open: boolean;
}

export interface Literal {
  readonly kind: "literal";
  readonly value: number;
  /** A zero that stands for absence (padding): zero times anything is again absent, even times infinity. */
  readonly absent: boolean;
}

export interface Variable {
  readonly kind: "variable";
  readonly name: string;
  readonly block: Block;
  readonly definition: Definition | undefined;
}

export type Value = Literal | Variable;

export interface Definition {
  readonly kind: "define";
  readonly target: Variable;
  readonly op: string;
  readonly args: readonly Value[];
  /** Array or function named in the text. */
  readonly name: string;
  /** Whole numbers the text needs: factors and offsets of addresses. */
  readonly numbers: readonly number[];
}

export type AccumulateOp = "sum" | "prod" | "max" | "min" | "argmax" | "argmin";

export type StoreOp = "set" | "sum" | "prod" | "max" | "min";

export type Statement =
  | Definition
  | { readonly kind: "declare"; readonly target: Variable; readonly start: number }
  | {
      readonly kind: "accumulate";
      readonly op: AccumulateOp;
      readonly target: Variable;
      readonly value: Value;
      /** Best index so far and index now, for argmax and argmin. */
      readonly best: Variable | undefined;
      readonly index: Value | undefined;
    }
  /** Adds factor log(value), collected in a product that is emptied into the sum when it gets far from 1. */
  | {
      readonly kind: "collect";
      readonly sum: Variable;
      readonly product: Variable;
      readonly value: Value;
      readonly factor: number;
    }
  | {
      readonly kind: "store";
      readonly array: string;
      readonly address: Value;
      readonly offset: number;
      readonly op: StoreOp;
      readonly value: Value;
    }
  /** Begins a number that a loop carries from turn to turn, reads it at the beginning of a turn and sets it at the end. */
  | { readonly kind: "carry"; readonly target: Variable; readonly value: Value }
  | { readonly kind: "take"; readonly target: Variable; readonly from: Variable }
  | { readonly kind: "assign"; readonly target: Variable; readonly value: Value }
  | { readonly kind: "fill"; readonly array: string; readonly value: number }
  /**
   * Ends a recursion once `array` is above 0 at address + flag: the row of `size` elements from address + from becomes its last
   * one, from `last` on.
   */
  | {
      readonly kind: "settle";
      readonly array: string;
      readonly address: Value;
      readonly from: number;
      readonly size: number;
      readonly last: number;
    }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Value[] }
  /** Calls a function of the module, which leaves what these variables become at the beginning of `array`. */
  | {
      readonly kind: "kernel";
      readonly name: string;
      readonly args: readonly Value[];
      readonly results: readonly Variable[];
      readonly array: string;
    }
  | {
      readonly kind: "loop";
      readonly variable: Variable;
      /** 0, or a whole number that is computed before the loop. */
      readonly start: Value;
      /** A literal, the text of a name, or a whole number that is computed before the loop. */
      readonly end: string | Value;
      readonly step: number;
      /** From end - 1 down to 0; then the end is a literal and the step 1. */
      readonly down: boolean;
      readonly body: Block;
    };

export const zero: Literal = { kind: "literal", value: 0, absent: false };
export const one: Literal = { kind: "literal", value: 1, absent: false };
export const absent: Literal = { kind: "literal", value: 0, absent: true };

export function literal(value: number): Literal {
  return { kind: "literal", value, absent: false };
}

/** A text that names the value. */
export function keyOfValue(value: Value): string {
  if (value.kind === "variable") return value.name;
  return value.absent ? "z" : Object.is(value.value, -0) ? "-0" : String(value.value);
}

/** Builds the blocks of one emitted program. */
export class Code {
  readonly root: Block = { parent: undefined, depth: 0, statements: [], known: new Map(), open: true };
  current: Block = this.root;
  #names = 0;

  variable(prefix: string, block: Block, definition?: Definition): Variable {
    return { kind: "variable", name: `${prefix}${this.#names++}`, block, definition };
  }

  /** The innermost of the blocks that the operands need; `atLeast` where more than the operands must be ready. */
  blockOf(args: readonly Value[], atLeast: Block = this.root): Block {
    let block = atLeast;
    for (const arg of args) if (arg.kind === "variable" && arg.block.depth > block.depth) block = arg.block;
    return block;
  }

  /** The value of an operation on operands; the same question is answered with the same variable. */
  define(op: string, args: readonly Value[], name = "", numbers: readonly number[] = [], atLeast?: Block): Variable {
    const block = this.blockOf(args, atLeast);
    const key = `${op} ${name} ${numbers.join(" ")} ${args.map(keyOfValue).join(" ")}`;
    const known = block.known.get(key);
    if (known) return known;
    const target: { -readonly [K in keyof Variable]: Variable[K] } = {
      kind: "variable",
      name: `v${this.#names++}`,
      block,
      definition: undefined,
    };
    const definition: Definition = { kind: "define", target, op, args, name, numbers };
    target.definition = definition;
    block.statements.push(definition);
    block.known.set(key, target);
    return target;
  }

  /** A variable that statements of inner blocks change. */
  declare(start: number, block: Block = this.current): Variable {
    const target = this.variable("a", block);
    block.statements.push({ kind: "declare", target, start });
    return target;
  }

  push(statement: Statement): void {
    this.current.statements.push(statement);
  }

  /** A number that a loop of the current block carries from turn to turn. */
  carry(value: Value): Variable {
    const target = this.variable("a", this.current);
    this.push({ kind: "carry", target, value });
    return target;
  }

  /** What a carried number is in this turn of the loop. */
  take(from: Variable): Variable {
    const target = this.variable("p", this.current);
    this.push({ kind: "take", target, from });
    return target;
  }

  /** Runs `fill` inside a new loop from 0 below `end`; its statement follows what `fill` moved outside. */
  loop(end: string, step: number, fill: (variable: Variable) => void, down = false): void {
    this.#loop({ start: zero, end, step, down }, fill);
  }

  /** The same for a loop over whole numbers from `start` below `end`. */
  range(start: Value, end: Value, fill: (variable: Variable) => void): void {
    this.#loop({ start, end, step: 1, down: false }, fill);
  }

  #loop(
    bounds: Pick<Extract<Statement, { kind: "loop" }>, "start" | "end" | "step" | "down">,
    fill: (variable: Variable) => void,
  ): void {
    const outer = this.current;
    const body: Block = { parent: outer, depth: outer.depth + 1, statements: [], known: new Map(), open: true };
    const variable = this.variable("i", body);
    this.current = body;
    fill(variable);
    body.open = false;
    this.current = outer;
    outer.statements.push({ kind: "loop", variable, ...bounds, body });
  }
}

/** Whether the value can be named in the block that is being written. */
export function inSight(value: Value): boolean {
  return value.kind === "literal" || value.block.open;
}
