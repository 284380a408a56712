/** Operations of two turns of a loop at once. */
import type { Definition, Value } from "../../js/code.ts";
import type { Bytes } from "../encode.ts";
import type { FunctionWriter } from "../function.ts";
import { bits, f64x2, get, i32, set } from "../instructions.ts";
import { exponential, logarithm, logarithmOfOneMore, tangent } from "../series.ts";
import { type Place, Unsupported } from "./environment.ts";
import { kindOf } from "./kinds.ts";
import { compare, ownFunctions } from "./operations.ts";
import type { PairConstants } from "./pair-constants.ts";
import type { PairValues } from "./pair-values.ts";
import type { SingleDefinitions } from "./single-definitions.ts";

export class PairDefinitions {
  readonly #f: FunctionWriter;
  readonly #constants: PairConstants;

  constructor(
    readonly pairs: PairValues,
    readonly single: SingleDefinitions,
  ) {
    this.#f = pairs.single.f;
    this.#constants = pairs.constants;
  }

  /** Computes what is defined, and says how both turns have it. */
  write(definition: Definition): Bytes {
    const { target, args } = definition;
    // what is the same in both turns is computed once
    if (!args.some((arg) => this.pairs.isPair(arg))) return this.single.write(definition);
    if (kindOf(target) === "whole") return this.#whole(definition);
    const local = this.#f.local("v128");
    const code = this.#value(definition, local);
    this.pairs.add(target, { kind: "vector", local });
    return code;
  }

  #whole({ op, args, numbers, target }: Definition): Bytes {
    const parts = args.map((arg) => this.pairs.wholes(arg));
    if (op === "whole") {
      const whole = this.#f.local("v128");
      const locals = [this.#f.local("i32"), this.#f.local("i32")] as const;
      this.pairs.add(target, { kind: "two", locals });
      const code = [
        set(whole, bits.truncate(this.pairs.both(args[0]))),
        locals.map((local, lane) => set(local, bits.whole(get(whole), lane))),
      ];
      this.#f.release("v128", [whole]);
      return code;
    }
    const on = (lane: 0 | 1): Bytes => {
      const at = parts.map((part) => part(lane));
      if (op === "scale") return i32.mul(at[0], i32.const(numbers[0]));
      if (op === "step") return i32.add(at[0], i32.mul(at[1], i32.const(numbers[0])));
      return i32.div(at[0], i32.const(numbers[0]));
    };
    const steps = args.map((arg) => this.pairs.moreOf(arg));
    const [a, b] = steps;
    const isEven = op !== "quotient" && steps.every((step) => step !== undefined);
    const first = this.#f.local("i32");
    if (isEven) {
      const more = op === "scale" ? (a ?? 0) * numbers[0] : (a ?? 0) + (b ?? 0) * numbers[0];
      this.pairs.add(target, { kind: "even", local: first, more });
      return set(first, on(0));
    }
    const second = this.#f.local("i32");
    this.pairs.add(target, { kind: "two", locals: [first, second] });
    return [set(first, on(0)), set(second, on(1))];
  }

  #value({ op, args, name, numbers }: Definition, target: number): Bytes {
    const [a, b, c] = args;
    switch (op) {
      case "add":
      case "sub":
      case "mul":
      case "div":
        return set(target, f64x2[op](this.pairs.both(a), this.pairs.both(b)));
      case "neg":
        return set(target, f64x2.neg(this.pairs.both(a)));
      case "both":
        return set(target, bits.and(this.pairs.truths(a), this.pairs.truths(b)));
      case "either":
        return set(target, bits.or(this.pairs.truths(a), this.pairs.truths(b)));
      case "less":
      case "lessEqual":
      case "equal":
      case "differ":
        return set(target, compare(f64x2, op, this.pairs.both(a), this.pairs.both(b)));
      case "number":
        return set(target, bits.and(this.pairs.truths(a), this.#constants.number(1)));
      case "select":
        return set(target, bits.select(this.pairs.both(b), this.pairs.both(c), this.pairs.truths(a)));
      case "load":
        return set(target, this.#load({ array: name, address: a, offset: numbers[0] }));
      case "exp":
      case "tanh": {
        const { code, local } = this.pairs.local(a);
        this.#constants.tableAddress = this.#constants.environment.address(name.split(" ")[0]) ?? 0;
        return [
          code,
          op === "exp" ? exponential(this.#constants, local, target) : tangent(this.#constants, local, target),
        ];
      }
      case "call":
        return this.#call(name, args, target);
      default:
        throw new Unsupported(op);
    }
  }

  #load(place: Place): Bytes {
    const [first, second, more] = this.pairs.addresses(place);
    if (more === 1) return f64x2.load(first.at, first.offset);
    if (more === 0) return f64x2.loadSplat(first.at, first.offset);
    return f64x2.loadLane(second.at, f64x2.loadFirst(first.at, first.offset), 1, second.offset);
  }

  #call(name: string, args: readonly Value[], target: number): Bytes {
    const own = ownFunctions[name];
    if (own) return set(target, f64x2[own](...args.map((arg) => this.pairs.both(arg))));
    const pairs = args.map((arg) => this.pairs.local(arg));
    const before = pairs.map(({ code }) => code);
    const locals = pairs.map(({ local }) => local);
    if (name === "Math.log") return [before, logarithm(this.#constants, locals[0], target)];
    if (name === "Math.log1p") return [before, logarithmOfOneMore(this.#constants, locals[0], target)];
    return [before, set(target, this.#constants.eachOf(name, locals))];
  }
}
