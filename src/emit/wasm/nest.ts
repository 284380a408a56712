/**
 * Loops of a program as WebAssembly functions: innermost loops take two turns at once, on vectors of two doubles, and the turn that
 * is left over alone. Works on the statements that the JavaScript is printed from.
 */
import type { AccumulateOp, Block, Definition, Statement, StoreOp, Value, Variable } from "../js/code.ts";
import type { Bytes, ValueType, WasmFunction } from "./encode.ts";
import { FunctionWriter } from "./function.ts";
import { bits, call, f64, f64x2, get, i32, pick, repeatWhile, set, when } from "./instructions.ts";
import { exponential, logarithm, logarithmOfOneMore, type Surroundings, tangent } from "./series.ts";

type Loop = Extract<Statement, { kind: "loop" }>;

/** Where the numbers of arrays are, and functions from outside. */
export interface Environment {
  /** Address of the first element of an array; of a buffer, that of a copy of the lane. Undefined where it cannot be had. */
  address(array: string): number | undefined;
  /** Of a buffer: where the lane begins in it. */
  base(array: string): Variable | undefined;
  /** Index of a function of `Math` or of the special functions, that takes so many numbers. */
  imported(name: string, count: number): number;
  /** The address where so many results are left. */
  results(count: number): number;
}

export interface Nest {
  readonly function: WasmFunction;
  /** What the function is told, in the order of its parameters. */
  readonly args: readonly Variable[];
  /** What it leaves at the beginning of the results, in order. */
  readonly results: readonly Variable[];
}

/** Thrown where a statement has no form here. */
export class Unsupported extends Error {}

const wholes: ReadonlySet<string> = new Set(["scale", "step", "whole", "quotient"]);
const truths: ReadonlySet<string> = new Set(["less", "lessEqual", "equal", "differ", "both", "either"]);

type Kind = "whole" | "truth" | "number";

function kindOf(variable: Variable): Kind {
  const op = variable.definition?.op;
  if (op === undefined) return variable.name.startsWith("i") ? "whole" : "number";
  return wholes.has(op) ? "whole" : truths.has(op) ? "truth" : "number";
}

/** What a value is in a loop of two turns. */
type Pair =
  /** A local of two numbers or truths. */
  | { readonly kind: "vector"; readonly local: number }
  /** A whole number in a local, which the second turn has that much more of. */
  | { readonly kind: "even"; readonly local: number; readonly more: number }
  /** Two whole numbers. */
  | { readonly kind: "two"; readonly locals: readonly [number, number] };

/** Operations of a turn that are written twice. */
const mostCopied = 24;

/** Turns below which a loop takes one at a time. */
const shortest = 4;

const starts: Readonly<Partial<Record<AccumulateOp, number>>> = { sum: 0, prod: 1, max: -Infinity, min: Infinity };

/** @param starts what the variables that the loop changes are before it, by variable */
export function nestFunction(
  loop: Loop,
  name: string,
  begins: ReadonlyMap<Variable, number>,
  environment: Environment,
): Nest {
  return new NestWriter(loop, begins, environment).write(name);
}

class NestWriter implements Surroundings {
  readonly args: Variable[];
  readonly f: FunctionWriter;
  readonly #locals = new Map<Variable, number>();
  readonly #used: ReadonlySet<Variable>;
  readonly #results: Variable[];
  /** Of the loop of two turns that is being written: what values are in it, and what is set before it. */
  #pairs = new Map<Variable, Pair>();
  #inner: Block | undefined;
  #before: Bytes[] = [];
  #after: Bytes[] = [];
  readonly #numbers = new Map<string, number>();

  constructor(
    readonly loop: Loop,
    readonly begins: ReadonlyMap<Variable, number>,
    readonly environment: Environment,
  ) {
    const found = outsideOf(loop, (array) => environment.base(array));
    this.#used = found.used;
    this.#results = found.changed;
    this.args = found.read;
    this.f = new FunctionWriter(this.args.map((arg) => (kindOf(arg) === "number" ? "f64" : "i32")));
    for (const [i, arg] of this.args.entries()) this.#locals.set(arg, i);
  }

  write(name: string): Nest {
    const begin = this.#results.map((variable) => {
      const start = this.begins.get(variable);
      if (start === undefined) throw new Unsupported("a sum that begins elsewhere");
      return set(this.#declare(variable, "f64"), f64.const(start));
    });
    const body = this.#loop(this.loop);
    const results = this.#results.length === 0 ? 0 : this.environment.results(this.#results.length);
    const end = this.#results.map((variable, i) => f64.store(i32.const(results + 8 * i), get(this.#localOf(variable))));
    return { function: this.f.finish(name, [begin, body, end]), args: this.args, results: this.#results };
  }

  // -- what the series need

  number(value: number): Bytes {
    return this.#once(`${Object.is(value, -0) ? "-0" : value}`, f64x2.const(value));
  }

  pattern(value: bigint): Bytes {
    return this.#once(`${value}n`, bits.const(value));
  }

  /** A constant that is set before the loop. */
  #once(key: string, value: Bytes): Bytes {
    let local = this.#numbers.get(key);
    if (local === undefined) {
      local = this.f.lasting("v128");
      this.#numbers.set(key, local);
      this.#before.push(set(local, value));
    }
    return get(local);
  }

  each(name: string, x: number): Bytes {
    return this.#eachOf(`Math.${name}`, [x]);
  }

  table(): number {
    return this.#table;
  }
  #table = 0;

  // -- one turn at a time

  #block(block: Block): Bytes {
    return block.statements.map((statement) => this.#statement(statement));
  }

  #loop(loop: Loop): Bytes {
    const count = Number(loop.end);
    if (loop.down || !Number.isInteger(count)) throw new Unsupported("a loop of another kind");
    if (count === 0) return [];
    const i = this.#declare(loop.variable, "i32");
    if (loop.step === 1 && count >= shortest && isInnermost(loop.body)) return this.#pairLoop(loop, count, i);
    const next = set(i, i32.add(get(i), i32.const(loop.step)));
    return [set(i, i32.const(0)), repeatWhile([this.#block(loop.body), next], i32.lt(get(i), i32.const(count)))];
  }

  #statement(statement: Statement): Bytes {
    switch (statement.kind) {
      case "define":
        return this.#used.has(statement.target) ? this.#define(statement) : [];
      case "declare":
        return set(this.#declare(statement.target, "f64"), f64.const(statement.start));
      case "accumulate": {
        const { op, target, best, index } = statement;
        const total = this.#localOf(target);
        const value = this.#number(statement.value);
        if (op !== "argmax" && op !== "argmin") return set(total, combine(op, get(total), value));
        if (!best || !index) throw new Unsupported("an extreme without its place");
        const place = this.#whole(index);
        const better = (op === "argmax" ? f64.gt : f64.lt)(value, get(total));
        return when(i32.or(i32.eqz(place), better), [set(total, value), set(this.#localOf(best), f64.convert(place))]);
      }
      case "collect":
        return this.#collect(statement, this.#number(statement.value));
      case "store":
        return this.#store(this.#address(statement), statement.op, this.#number(statement.value));
      case "loop":
        return this.#loop(statement);
      default:
        throw new Unsupported(statement.kind);
    }
  }

  #store({ at, offset }: { at: Bytes; offset: number }, op: StoreOp, value: Bytes): Bytes {
    return f64.store(at, op === "set" ? value : combine(op, f64.load(at, offset), value), offset);
  }

  /** As the text has it: a product that is emptied into the sum when it gets far from 1. */
  #collect({ sum, product, factor }: Extract<Statement, { kind: "collect" }>, value: Bytes): Bytes {
    const [total, kept] = [this.#localOf(sum), this.#localOf(product)];
    const x = this.f.local("f64");
    const next = this.f.local("f64");
    const logarithms = f64.add(this.#log(get(kept)), this.#log(get(x)));
    const code = [
      set(x, value),
      set(next, f64.mul(get(kept), get(x))),
      when(i32.and(f64.gt(get(next), f64.const(1e-150)), f64.lt(get(next), f64.const(1e150))), set(kept, get(next)), [
        set(total, f64.add(get(total), f64.mul(f64.const(factor), logarithms))),
        set(kept, f64.const(1)),
      ]),
    ];
    this.f.release("f64", [x, next]);
    return code;
  }

  #log(x: Bytes): Bytes {
    return call(this.environment.imported("Math.log", 1), x);
  }

  #define(definition: Definition): Bytes {
    const { target } = definition;
    const kind = kindOf(target);
    const value =
      kind === "whole"
        ? this.#wholeOf(definition)
        : kind === "truth"
          ? this.#truthOf(definition)
          : this.#numberOf(definition);
    return set(this.#declare(target, kind === "number" ? "f64" : "i32"), value);
  }

  #wholeOf({ op, args, numbers }: Definition): Bytes {
    const [a, b] = args;
    switch (op) {
      case "scale":
        return i32.mul(this.#whole(a), i32.const(numbers[0]));
      case "step": {
        const right = this.#whole(b);
        return i32.add(this.#whole(a), numbers[0] === 1 ? right : i32.mul(right, i32.const(numbers[0])));
      }
      case "whole":
        return i32.truncate(this.#number(a));
      default:
        return i32.div(this.#whole(a), i32.const(numbers[0]));
    }
  }

  #truthOf({ op, args }: Definition): Bytes {
    const [a, b] = args;
    switch (op) {
      case "both":
        return i32.and(this.#truth(a), this.#truth(b));
      case "either":
        return i32.or(this.#truth(a), this.#truth(b));
      default:
        return compare(f64, op, this.#number(a), this.#number(b));
    }
  }

  #numberOf({ op, args, name, numbers }: Definition): Bytes {
    const [a, b, c] = args;
    switch (op) {
      case "add":
      case "sub":
      case "mul":
      case "div":
        return f64[op](this.#number(a), this.#number(b));
      case "neg":
        return f64.neg(this.#number(a));
      case "number":
        return f64.convert(this.#truth(a));
      case "select":
        return pick(this.#number(b), this.#number(c), this.#truth(a));
      case "load": {
        const { at, offset } = this.#address({ array: name, address: a, offset: numbers[0] });
        return f64.load(at, offset);
      }
      case "exp":
      case "tanh":
        return call(this.environment.imported(`Math.${op}`, 1), this.#number(a));
      case "call":
        return this.#call(
          name,
          args.map((arg) => this.#number(arg)),
        );
      default:
        throw new Unsupported(op);
    }
  }

  #call(name: string, args: readonly Bytes[]): Bytes {
    const own = ownFunctions[name];
    return own ? f64[own](...args) : call(this.environment.imported(name, args.length), ...args);
  }

  /** The address of an element, as an address in a local and what is to be added to it. */
  #address({ array, address, offset }: { array: string; address: Value; offset: number }): {
    at: Bytes;
    offset: number;
  } {
    const start = this.environment.address(array);
    if (start === undefined) throw new Unsupported(array);
    const base = this.environment.base(array);
    let place = start + 8 * offset;
    let index: Bytes = [];
    if (address.kind === "literal") place += 8 * address.value;
    else index = this.#whole(address);
    if (base) index = index.length === 0 ? i32.sub(i32.const(0), this.#whole(base)) : i32.sub(index, this.#whole(base));
    const at = index.length === 0 ? i32.const(0) : i32.shl(index, i32.const(3));
    // an offset is unsigned, and so is the address that it is added to
    const isSafe = place >= 0 && !goesDown(address);
    return isSafe ? { at, offset: place } : { at: i32.add(at, i32.const(place)), offset: 0 };
  }

  #localOf(variable: Variable): number {
    const local = this.#locals.get(variable);
    if (local === undefined) throw new Unsupported(`${variable.name} is not known here`);
    return local;
  }

  #declare(variable: Variable, type: ValueType): number {
    const known = this.#locals.get(variable);
    if (known !== undefined) return known;
    const local = this.f.local(type);
    this.#locals.set(variable, local);
    return local;
  }

  #number(value: Value): Bytes {
    if (value.kind === "literal") return f64.const(value.value);
    const local = get(this.#localOf(value));
    return kindOf(value) === "number" ? local : f64.convert(local);
  }

  #whole(value: Value): Bytes {
    if (value.kind === "literal") return i32.const(value.value);
    const local = get(this.#localOf(value));
    return kindOf(value) === "number" ? i32.truncate(local) : local;
  }

  #truth(value: Value): Bytes {
    if (value.kind === "literal") return i32.const(value.value !== 0 ? 1 : 0);
    const local = get(this.#localOf(value));
    return kindOf(value) === "number" ? f64.ne(local, f64.const(0)) : local;
  }

  // -- two turns at a time

  #pairLoop(loop: Loop, count: number, i: number): Bytes {
    const { f } = this;
    this.#inner = loop.body;
    this.#before = [];
    this.#after = [];
    this.#numbers.clear();
    const copies = this.#waitsForSums(loop.body) ? Math.min(2, count >> 2) : 1;
    const body = Array.from({ length: copies }, (_, copy) => {
      const own = copy === 0 ? i : f.lasting("i32");
      this.#pairs = new Map([[loop.variable, { kind: "even", local: own, more: 1 }]]);
      this.#sums = new Map();
      const first = copy === 0 ? [] : set(own, i32.add(get(i), i32.const(2 * copy)));
      return [first, loop.body.statements.map((statement) => this.#pairStatement(statement))];
    });
    const width = 2 * copies;
    const rest = count % width;
    const next = (by: number) => set(i, i32.add(get(i), i32.const(by)));
    const whileBelow = (end: number) => i32.lt(get(i), i32.const(end));
    const pairs = [
      this.#before,
      set(i, i32.const(0)),
      repeatWhile([body, next(width)], whileBelow(count - rest)),
      this.#after,
    ];
    f.release("v128", [...this.#numbers.values()]);
    this.#numbers.clear();
    this.#pairs = new Map();
    // the locals of the definitions are those of single turns now
    if (rest === 0) return pairs;
    const single = this.#block(loop.body);
    return [pairs, rest === 1 ? single : repeatWhile([single, next(1)], whileBelow(count))];
  }

  /** Whether so little is computed in a turn that sums wait for each other: then two pairs have sums of their own. */
  #waitsForSums({ statements }: Block): boolean {
    const computed = statements.flatMap((each) => (each.kind === "define" && this.#used.has(each.target) ? each : []));
    const isLong = computed.some(
      ({ op, name }) => op === "exp" || op === "tanh" || (op === "call" && !ownFunctions[name]),
    );
    return !isLong && computed.length <= mostCopied && statements.some(({ kind }) => kind === "accumulate");
  }

  /** Sums of two turns, by the variable that they end in. */
  #sums = new Map<Variable, number>();

  #pairStatement(statement: Statement): Bytes {
    switch (statement.kind) {
      case "define":
        return this.#used.has(statement.target) ? this.#pairDefine(statement) : [];
      case "accumulate": {
        const { op, target } = statement;
        const start = starts[op];
        if (start === undefined) throw new Unsupported(op);
        const sum = this.#pairSum(target, start, (both) => [
          set(this.#localOf(target), combine(op, get(this.#localOf(target)), f64x2.lane(both, 0))),
          set(this.#localOf(target), combine(op, get(this.#localOf(target)), f64x2.lane(both, 1))),
        ]);
        return set(sum, combinePairs(op, get(sum), this.#pair(statement.value)));
      }
      case "collect":
        return this.#pairCollect(statement);
      case "store":
        return this.#pairStore(statement);
      default:
        throw new Unsupported(statement.kind);
    }
  }

  #pairSum(target: Variable, start: number, finish: (both: Bytes) => Bytes): number {
    let sum = this.#sums.get(target);
    if (sum === undefined) {
      sum = this.f.lasting("v128");
      this.#sums.set(target, sum);
      this.#before.push(set(sum, f64x2.const(start)));
      this.#after.push(finish(get(sum)));
    }
    return sum;
  }

  #pairCollect(statement: Extract<Statement, { kind: "collect" }>): Bytes {
    const { sum, product, factor } = statement;
    const { f } = this;
    const kept = this.#pairSum(product, 1, (both) => [
      this.#collect(statement, f64x2.lane(both, 0)),
      this.#collect(statement, f64x2.lane(both, 1)),
    ]);
    const { code: setX, local: x } = this.#pairLocal(statement.value);
    const next = f.local("v128");
    const total = this.#localOf(sum);
    const inRange = bits.and(f64x2.gt(get(next), this.number(1e-150)), f64x2.lt(get(next), this.number(1e150)));
    const logarithms = [get(kept), get(x)]
      .flatMap((both) => [this.#log(f64x2.lane(both, 0)), this.#log(f64x2.lane(both, 1))])
      .reduce((a, b) => f64.add(a, b));
    const code = [
      setX,
      set(next, f64x2.mul(get(kept), get(x))),
      when(bits.allTrue(inRange), set(kept, get(next)), [
        set(total, f64.add(get(total), f64.mul(f64.const(factor), logarithms))),
        set(kept, f64x2.const(1)),
      ]),
    ];
    f.release("v128", [next]);
    return code;
  }

  #pairStore({ array, address, offset, op, value }: Extract<Statement, { kind: "store" }>): Bytes {
    const [first, second, more] = this.#pairAddress({ array, address, offset });
    const both = this.#pair(value);
    if (more === 1 && op === "set") return f64x2.store(first.at, both, first.offset);
    if (more === 1) {
      return f64x2.store(first.at, combinePairs(op, f64x2.load(first.at, first.offset), both), first.offset);
    }
    // one after the other, as both may be the same place
    const local = this.f.local("v128");
    const code = [
      set(local, both),
      this.#store(first, op, f64x2.lane(get(local), 0)),
      this.#store(second, op, f64x2.lane(get(local), 1)),
    ];
    this.f.release("v128", [local]);
    return code;
  }

  /** The addresses of both turns, and how many elements lie between them where that is known. */
  #pairAddress(place: {
    array: string;
    address: Value;
    offset: number;
  }): [{ at: Bytes; offset: number }, { at: Bytes; offset: number }, number | undefined] {
    const { address } = place;
    const pair = address.kind === "variable" ? this.#pairs.get(address) : undefined;
    if (!pair || address.kind === "literal") {
      const at = this.#address(place);
      return [at, at, 0];
    }
    if (pair.kind === "vector") throw new Unsupported("an address that is no whole number");
    if (pair.kind === "even") {
      const at = this.#addressOf(place, pair.local);
      return [at, this.#addressOf({ ...place, offset: place.offset + pair.more }, pair.local), pair.more];
    }
    return [this.#addressOf(place, pair.locals[0]), this.#addressOf(place, pair.locals[1]), undefined];
  }

  /** The address with that local in place of the value. */
  #addressOf(place: { array: string; address: Value; offset: number }, local: number): { at: Bytes; offset: number } {
    if (place.address.kind === "literal") return this.#address(place);
    const before = this.#locals.get(place.address);
    this.#locals.set(place.address, local);
    const at = this.#address(place);
    if (before === undefined) this.#locals.delete(place.address);
    else this.#locals.set(place.address, before);
    return at;
  }

  #isPair(value: Value): boolean {
    return value.kind === "variable" && this.#pairs.has(value);
  }

  #pairDefine(definition: Definition): Bytes {
    const { target, args } = definition;
    // what is the same in both turns is computed once
    if (!args.some((arg) => this.#isPair(arg))) return this.#define(definition);
    if (kindOf(target) === "whole") return this.#pairWhole(definition);
    const local = this.f.local("v128");
    const code = this.#pairValue(definition, local);
    this.#pairs.set(target, { kind: "vector", local });
    return code;
  }

  #pairWhole({ op, args, numbers, target }: Definition): Bytes {
    const parts = args.map((arg) => this.#pairOrOne(arg));
    if (op === "whole") {
      const whole = this.f.local("v128");
      const locals = [this.f.local("i32"), this.f.local("i32")] as const;
      this.#pairs.set(target, { kind: "two", locals });
      const code = [
        set(whole, bits.truncate(this.#pair(args[0]))),
        locals.map((local, lane) => set(local, bits.whole(get(whole), lane))),
      ];
      this.f.release("v128", [whole]);
      return code;
    }
    const on = (lane: 0 | 1): Bytes => {
      const at = parts.map((part) => part(lane));
      if (op === "scale") return i32.mul(at[0], i32.const(numbers[0]));
      if (op === "step") return i32.add(at[0], i32.mul(at[1], i32.const(numbers[0])));
      return i32.div(at[0], i32.const(numbers[0]));
    };
    const steps = args.map((arg) => this.#moreOf(arg));
    const [a, b] = steps;
    const isEven = op !== "quotient" && steps.every((step) => step !== undefined);
    const first = this.f.local("i32");
    if (isEven) {
      const more = op === "scale" ? (a ?? 0) * numbers[0] : (a ?? 0) + (b ?? 0) * numbers[0];
      this.#pairs.set(target, { kind: "even", local: first, more });
      return set(first, on(0));
    }
    const second = this.f.local("i32");
    this.#pairs.set(target, { kind: "two", locals: [first, second] });
    return [set(first, on(0)), set(second, on(1))];
  }

  /** How much more the second turn has of a whole number; undefined where that is not known. */
  #moreOf(value: Value): number | undefined {
    const pair = value.kind === "variable" ? this.#pairs.get(value) : undefined;
    if (!pair) return 0;
    return pair.kind === "even" ? pair.more : undefined;
  }

  /** A whole number in each of the turns. */
  #pairOrOne(value: Value): (lane: 0 | 1) => Bytes {
    const pair = value.kind === "variable" ? this.#pairs.get(value) : undefined;
    if (!pair) return () => this.#whole(value);
    if (pair.kind === "two") return (lane) => get(pair.locals[lane]);
    if (pair.kind === "even")
      return (lane) => (lane === 0 ? get(pair.local) : i32.add(get(pair.local), i32.const(pair.more)));
    return (lane) => i32.truncate(f64x2.lane(get(pair.local), lane));
  }

  /** Both turns' numbers, or truths where the value is one. */
  #pair(value: Value): Bytes {
    if (value.kind === "literal") return this.number(value.value);
    const pair = this.#pairs.get(value);
    if (pair?.kind === "vector") return get(pair.local);
    if (!pair) {
      const both = this.#splat(value);
      return value.block === this.#inner ? both : this.#once(`variable ${value.name}`, both);
    }
    const lanes = this.#pairOrOne(value);
    return f64x2.replace(f64x2.splat(f64.convert(lanes(0))), f64.convert(lanes(1)), 1);
  }

  #splat(value: Variable): Bytes {
    if (kindOf(value) !== "truth") return f64x2.splat(this.#number(value));
    return f64x2.ne(f64x2.splat(f64.convert(this.#truth(value))), f64x2.const(0));
  }

  #pairTruth(value: Value): Bytes {
    if (value.kind === "variable" && kindOf(value) === "truth") return this.#pair(value);
    return f64x2.ne(this.#pair(value), this.number(0));
  }

  /** A local that holds both turns' numbers, and what sets it. */
  #pairLocal(value: Value): { readonly code: Bytes; readonly local: number } {
    const pair = value.kind === "variable" ? this.#pairs.get(value) : undefined;
    if (pair?.kind === "vector") return { code: [], local: pair.local };
    const local = this.f.local("v128");
    return { code: set(local, this.#pair(value)), local };
  }

  #pairValue({ op, args, name, numbers }: Definition, target: number): Bytes {
    const [a, b, c] = args;
    switch (op) {
      case "add":
      case "sub":
      case "mul":
      case "div":
        return set(target, f64x2[op](this.#pair(a), this.#pair(b)));
      case "neg":
        return set(target, f64x2.neg(this.#pair(a)));
      case "both":
        return set(target, bits.and(this.#pairTruth(a), this.#pairTruth(b)));
      case "either":
        return set(target, bits.or(this.#pairTruth(a), this.#pairTruth(b)));
      case "less":
      case "lessEqual":
      case "equal":
      case "differ":
        return set(target, compare(f64x2, op, this.#pair(a), this.#pair(b)));
      case "number":
        return set(target, bits.and(this.#pairTruth(a), this.number(1)));
      case "select":
        return set(target, bits.select(this.#pair(b), this.#pair(c), this.#pairTruth(a)));
      case "load":
        return set(target, this.#pairLoad({ array: name, address: a, offset: numbers[0] }));
      case "exp":
      case "tanh": {
        const { code, local } = this.#pairLocal(a);
        this.#table = this.environment.address(name.split(" ")[0]) ?? 0;
        return [code, op === "exp" ? exponential(this, local, target) : tangent(this, local, target)];
      }
      case "call":
        return this.#pairCall(name, args, target);
      default:
        throw new Unsupported(op);
    }
  }

  #pairLoad(place: { array: string; address: Value; offset: number }): Bytes {
    const [first, second, more] = this.#pairAddress(place);
    if (more === 1) return f64x2.load(first.at, first.offset);
    if (more === 0) return f64x2.loadSplat(first.at, first.offset);
    return f64x2.loadLane(second.at, f64x2.loadFirst(first.at, first.offset), 1, second.offset);
  }

  #pairCall(name: string, args: readonly Value[], target: number): Bytes {
    const own = ownFunctions[name];
    if (own) return set(target, f64x2[own](...args.map((arg) => this.#pair(arg))));
    const pairs = args.map((arg) => this.#pairLocal(arg));
    const before = pairs.map(({ code }) => code);
    const locals = pairs.map(({ local }) => local);
    if (name === "Math.log") return [before, logarithm(this, locals[0], target)];
    if (name === "Math.log1p") return [before, logarithmOfOneMore(this, locals[0], target)];
    return [before, set(target, this.#eachOf(name, locals))];
  }

  #eachOf(name: string, locals: readonly number[]): Bytes {
    const index = this.environment.imported(name, locals.length);
    const on = (lane: number) => call(index, ...locals.map((local) => f64x2.lane(get(local), lane)));
    return f64x2.replace(f64x2.splat(on(0)), on(1), 1);
  }
}

/** Functions of `Math` that are instructions. */
const ownFunctions: Readonly<Record<string, "abs" | "sqrt" | "floor" | "ceil" | "min" | "max">> = {
  "Math.abs": "abs",
  "Math.sqrt": "sqrt",
  "Math.floor": "floor",
  "Math.ceil": "ceil",
  "Math.min": "min",
  "Math.max": "max",
};

type Comparisons = Pick<typeof f64, "lt" | "le" | "eq" | "ne">;

function compare(on: Comparisons, op: string, a: Bytes, b: Bytes): Bytes {
  if (op === "less") return on.lt(a, b);
  if (op === "lessEqual") return on.le(a, b);
  return op === "equal" ? on.eq(a, b) : on.ne(a, b);
}

const names = { sum: "add", prod: "mul", max: "max", min: "min" } as const;

function combine(op: AccumulateOp | StoreOp, a: Bytes, b: Bytes): Bytes {
  if (op === "argmax" || op === "argmin" || op === "set") throw new Unsupported(op);
  return f64[names[op]](a, b);
}

function combinePairs(op: AccumulateOp | StoreOp, a: Bytes, b: Bytes): Bytes {
  if (op === "argmax" || op === "argmin" || op === "set") throw new Unsupported(op);
  return f64x2[names[op]](a, b);
}

/** Whether an index may be below 0 before its known part is added. */
function goesDown(index: Value): boolean {
  if (index.kind === "literal" || !index.definition) return false;
  const { op, args, numbers } = index.definition;
  if (op !== "scale" && op !== "step") return false;
  return numbers.some((n) => n < 0) || args.some(goesDown);
}

/** Whether a loop over the block can take two turns at once. */
function isInnermost(block: Block): boolean {
  return block.statements.every(
    ({ kind, ...rest }) =>
      kind === "define" ||
      kind === "collect" ||
      kind === "store" ||
      (kind === "accumulate" && "op" in rest && rest.op !== "argmax" && rest.op !== "argmin"),
  );
}

/** The variables from outside that a loop reads and those that it changes, and all that its effects need. */
function outsideOf(loop: Loop, base: (array: string) => Variable | undefined) {
  const inside = new Set<Block>();
  const used = new Set<Variable>();
  const read = new Set<Variable>();
  const changed = new Set<Variable>();
  const visit = (block: Block) => {
    inside.add(block);
    for (const statement of block.statements) if (statement.kind === "loop") visit(statement.body);
  };
  visit(loop.body);
  const use = (value: Value | undefined) => {
    if (value?.kind !== "variable" || used.has(value)) return;
    used.add(value);
    if (!inside.has(value.block)) read.add(value);
    else if (value.definition) {
      for (const arg of value.definition.args) use(arg);
      if (value.definition.op === "load") use(base(value.definition.name));
    }
  };
  const change = (variable: Variable | undefined) => {
    if (variable && !inside.has(variable.block)) changed.add(variable);
  };
  const effects = (block: Block) => {
    for (const statement of block.statements) {
      switch (statement.kind) {
        case "loop":
          effects(statement.body);
          break;
        case "accumulate":
          use(statement.value);
          use(statement.index);
          change(statement.target);
          change(statement.best);
          break;
        case "collect":
          use(statement.value);
          change(statement.sum);
          change(statement.product);
          break;
        case "store":
          use(statement.address);
          use(statement.value);
          use(base(statement.array));
          break;
        default:
          break;
      }
    }
  };
  effects(loop.body);
  for (const variable of changed) read.delete(variable);
  return { used, read: [...read], changed: [...changed] };
}
