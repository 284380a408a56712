/** Turns blocks of values into text: what is used once stands where it is used, what is never used is left out. */
import type { Block, Definition, Statement, Value, Variable } from "./code.ts";
import { macros, macroText } from "./macros.ts";
import { isAtLeastOne } from "./signs.ts";

/** How tightly the outermost operator of a text binds; larger is tighter. */
interface Text {
  readonly text: string;
  readonly binds: number;
}

const loose = 1;
const either = 2;
const both = 3;
const bitwise = 4;
const equality = 6;
const relation = 7;
const additive = 9;
const product = 10;
const prefix = 11;
const atom = 12;

const infix: Readonly<Record<string, { readonly sign: string; readonly binds: number }>> = {
  add: { sign: "+", binds: additive },
  sub: { sign: "-", binds: additive },
  mul: { sign: "*", binds: product },
  div: { sign: "/", binds: product },
  less: { sign: "<", binds: relation },
  lessEqual: { sign: "<=", binds: relation },
  equal: { sign: "===", binds: equality },
  differ: { sign: "!==", binds: equality },
  both: { sign: "&&", binds: both },
  either: { sign: "||", binds: either },
};

/** Texts longer than this get a name, so that lines stay readable. */
const longest = 100;

export function numberText(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

/** Which values are needed, and how often and where. */
class Uses {
  readonly count = new Map<Variable, number>();
  readonly blocks = new Map<Variable, Block>();

  use(value: Value | undefined, block: Block): void {
    const open: { readonly value: Value | undefined; readonly block: Block }[] = [{ value, block }];
    for (let top = open.pop(); top; top = open.pop()) {
      const variable = top.value;
      if (variable?.kind !== "variable") continue;
      const seen = this.count.get(variable) ?? 0;
      this.count.set(variable, seen + 1);
      this.blocks.set(variable, top.block);
      const { definition } = variable;
      if (seen > 0 || !definition) continue;
      // the text of a macro names its operand several times
      const times = macros.has(definition.op) ? 2 : 1;
      for (const arg of definition.args)
        for (let i = 0; i < times; i++) open.push({ value: arg, block: variable.block });
    }
  }

  visit(block: Block): void {
    for (const statement of block.statements) {
      if (statement.kind === "loop") this.visit(statement.body);
      for (const value of effectArgs(statement)) this.use(value, block);
    }
  }
}

/** The values that a statement with an effect needs; definitions are needed only by others. */
export function effectArgs(statement: Statement): readonly (Value | undefined)[] {
  switch (statement.kind) {
    case "accumulate":
      return [statement.value, statement.index, statement.target, statement.target];
    case "collect":
      return [statement.value, statement.value, statement.sum, statement.product];
    case "store":
      return [statement.address, statement.value];
    case "settle":
      return [statement.address, statement.address];
    case "call":
      return statement.args;
    case "kernel":
      return [...statement.args, ...statement.results, ...statement.results];
    case "carry":
      return [statement.value];
    case "take":
      return [statement.from];
    case "assign":
      return [statement.value, statement.target];
    case "loop":
      // the end is looked at in every turn
      return typeof statement.end === "string" ? [] : [statement.start, statement.end, statement.end];
    default:
      return [];
  }
}

export class Printer {
  readonly #uses = new Uses();
  readonly #inlined = new Map<Variable, Text>();

  /** All blocks whose values the text may name must be among those below `root`. */
  constructor(root: Block) {
    this.#uses.visit(root);
  }

  isUsed(variable: Variable): boolean {
    return this.#uses.count.has(variable);
  }

  block(statements: readonly Statement[], indent: string): string[] {
    return statements.flatMap((statement) => this.statement(statement, indent));
  }

  statement(statement: Statement, indent: string): string[] {
    switch (statement.kind) {
      case "define":
        return this.#define(statement, indent);
      case "declare":
        return this.isUsed(statement.target)
          ? [`${indent}let ${statement.target.name} = ${numberText(statement.start)};`]
          : [];
      case "accumulate":
        return [indent + this.#accumulate(statement)];
      case "collect":
        return this.#collect(statement).map((line) => indent + line);
      case "store":
        return [`${indent}${this.#store(statement)}`];
      case "carry":
        return [`${indent}let ${statement.target.name} = ${this.#arg(statement.value, loose)};`];
      case "take":
        return [`${indent}const ${statement.target.name} = ${statement.from.name};`];
      case "assign":
        return [`${indent}${statement.target.name} = ${this.#arg(statement.value, loose)};`];
      case "fill":
        return [`${indent}${statement.array}.fill(${numberText(statement.value)});`];
      case "settle": {
        const { array, address, from, size, last } = statement;
        const place = `${this.#arg(address, additive)} + ${from}`;
        return [
          `${indent}if (${array}[${place} + ${size - 1}] > 0) {`,
          `${indent}  ${array}.copyWithin(${last}, ${place}, ${place} + ${size});`,
          `${indent}  break;`,
          `${indent}}`,
        ];
      }
      case "call": {
        const [name, ...arrays] = statement.name.split(" ");
        return [`${indent}${name}(${[...arrays, ...statement.args.map((arg) => this.#arg(arg, 0))].join(", ")});`];
      }
      case "kernel": {
        const { name, args, results, array } = statement;
        const call = `${name}(${args.map((arg) => this.#arg(arg, 0)).join(", ")});`;
        return [call, ...results.map((result, i) => `${result.name} = ${array}[${i}];`)].map((line) => indent + line);
      }
      case "loop": {
        const { variable, start, step, down, body } = statement;
        const { name } = variable;
        const end = typeof statement.end === "string" ? statement.end : this.#arg(statement.end, relation + 1);
        const next = step === 1 ? `${name}++` : `${name} += ${step}`;
        const turns = down
          ? `${name} = ${Number(end) - 1}; ${name} >= 0; ${name}--`
          : `${name} = ${this.#arg(start, loose)}; ${name} < ${end}; ${next}`;
        const head = `${indent}for (let ${turns}) {`;
        return [head, ...this.block(body.statements, `${indent}  `), `${indent}}`];
      }
    }
  }

  #define(definition: Definition, indent: string): string[] {
    const { target } = definition;
    const count = this.#uses.count.get(target) ?? 0;
    if (count === 0) return [];
    if (macros.has(definition.op)) {
      const x = this.#arg(definition.args[0], atom);
      return macroText(definition.op, target.name, x, definition.name.split(" "), definition.numbers).map(
        (line) => indent + line,
      );
    }
    const text = this.#expression(definition);
    if (
      count === 1 &&
      this.#uses.blocks.get(target) === target.block &&
      text.text.length <= longest &&
      !this.kept.has(target)
    ) {
      this.#inlined.set(target, text);
      return [];
    }
    return [`${indent}const ${target.name} = ${text.text};`];
  }

  /** Values that must have a name of their own, because other functions read them. */
  readonly kept = new Set<Variable>();

  #arg(value: Value, binds: number): string {
    if (value.kind === "literal") return numberText(value.value);
    const inlined = this.#inlined.get(value);
    if (!inlined) return value.name;
    return inlined.binds < binds ? `(${inlined.text})` : inlined.text;
  }

  #expression({ op, args, name, numbers }: Definition): Text {
    const sign = infix[op];
    if (sign) {
      const left = this.#arg(args[0], sign.binds);
      const right = this.#arg(args[1], sign.binds + 1);
      return { text: `${left} ${sign.sign} ${right}`, binds: sign.binds };
    }
    switch (op) {
      case "neg":
        return { text: `-${this.#arg(args[0], prefix + 1)}`, binds: prefix };
      case "call":
        return { text: `${name}(${args.map((arg) => this.#arg(arg, 0)).join(", ")})`, binds: atom };
      case "number":
        return { text: `${this.#arg(args[0], either)} ? 1 : 0`, binds: loose };
      case "select":
        return {
          text: `${this.#arg(args[0], either)} ? ${this.#arg(args[1], either)} : ${this.#arg(args[2], either)}`,
          binds: loose,
        };
      case "load":
        return { text: `${name}[${this.#place(args[0], numbers[0])}]`, binds: atom };
      case "scale":
        return { text: `${this.#arg(args[0], product)} * ${numbers[0]}`, binds: product };
      case "step": {
        const left = this.#arg(args[0], additive);
        const right = this.#arg(args[1], product);
        return { text: `${left} + ${numbers[0] === 1 ? right : `${right} * ${numbers[0]}`}`, binds: additive };
      }
      case "whole":
        return { text: `${this.#arg(args[0], bitwise)} | 0`, binds: bitwise };
      case "quotient":
        return { text: `${this.#arg(args[0], product)} / ${numbers[0]} | 0`, binds: bitwise };
      default:
        throw new Error(`emit: no text for ${op}`);
    }
  }

  #place(value: Value, offset: number): string {
    if (value.kind === "literal") return String(value.value + offset);
    const text = this.#arg(value, additive);
    return offset === 0 ? text : offset > 0 ? `${text} + ${offset}` : `${text} - ${-offset}`;
  }

  #store({ array, address, offset, op, value }: Extract<Statement, { kind: "store" }>): string {
    const place = `${array}[${this.#place(address, offset)}]`;
    const text = this.#arg(value, loose);
    if (op === "set") return `${place} = ${text};`;
    if (op === "sum") return `${place} += ${text};`;
    if (op === "prod") return `${place} *= ${text};`;
    return `${place} = Math.${op}(${place}, ${text});`;
  }

  /** One logarithm for hundreds of factors: a product far from 1 is emptied before it gets inexact. */
  #collect({ sum, product, value, factor }: Extract<Statement, { kind: "collect" }>): string[] {
    const x = this.#arg(value, atom);
    const inside = isAtLeastOne(value) ? "next < 1e150" : "next > 1e-150 && next < 1e150";
    const change = factor < 0 ? "-=" : "+=";
    const size = Math.abs(factor) === 1 ? "" : `${Math.abs(factor)} * `;
    return [
      "{",
      `  const next = ${product.name} * ${x};`,
      `  if (${inside}) ${product.name} = next;`,
      "  else {",
      `    ${sum.name} ${change} ${size}(Math.log(${product.name}) + Math.log(${x}));`,
      `    ${product.name} = 1;`,
      "  }",
      "}",
    ];
  }

  #accumulate({ op, target, value, best, index }: Extract<Statement, { kind: "accumulate" }>): string {
    const total = target.name;
    const text = this.#arg(value, loose);
    if (op === "sum") return `${total} += ${text};`;
    if (op === "prod") return `${total} *= ${text};`;
    if (op === "max" || op === "min") return `${total} = Math.${op}(${total}, ${text});`;
    const place = index ? this.#arg(index, 0) : "0";
    const sign = op === "argmax" ? ">" : "<";
    // the first element is the best so far, whatever it is; a NaN there stays, as nothing compares with it
    return `if (${place} === 0 || ${this.#arg(value, additive)} ${sign} ${total}) { ${total} = ${text}; ${best?.name} = ${place}; }`;
  }
}
