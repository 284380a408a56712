/** Operations of one turn of a loop. */
import type { Definition } from "../../js/code.ts";
import type { Bytes } from "../encode.ts";
import { call, f64, i32, pick, set } from "../instructions.ts";
import { Unsupported } from "./environment.ts";
import { kindOf } from "./kinds.ts";
import { compare, ownFunctions } from "./operations.ts";
import type { SingleValues } from "./single-values.ts";

export class SingleDefinitions {
  constructor(readonly values: SingleValues) {}

  /** Sets the local of what is defined. */
  write(definition: Definition): Bytes {
    const { target } = definition;
    const kind = kindOf(target);
    const value =
      kind === "whole"
        ? this.#wholeOf(definition)
        : kind === "truth"
          ? this.#truthOf(definition)
          : this.#numberOf(definition);
    return set(this.values.declare(target, kind === "number" ? "f64" : "i32"), value);
  }

  #wholeOf({ op, args, numbers }: Definition): Bytes {
    const [a, b] = args;
    switch (op) {
      case "scale":
        return i32.mul(this.values.whole(a), i32.const(numbers[0]));
      case "step": {
        const right = this.values.whole(b);
        return i32.add(this.values.whole(a), numbers[0] === 1 ? right : i32.mul(right, i32.const(numbers[0])));
      }
      case "whole":
        return i32.truncate(this.values.number(a));
      default:
        return i32.div(this.values.whole(a), i32.const(numbers[0]));
    }
  }

  #truthOf({ op, args }: Definition): Bytes {
    const [a, b] = args;
    switch (op) {
      case "both":
        return i32.and(this.values.truth(a), this.values.truth(b));
      case "either":
        return i32.or(this.values.truth(a), this.values.truth(b));
      default:
        return compare(f64, op, this.values.number(a), this.values.number(b));
    }
  }

  #numberOf({ op, args, name, numbers }: Definition): Bytes {
    const [a, b, c] = args;
    switch (op) {
      case "add":
      case "sub":
      case "mul":
      case "div":
        return f64[op](this.values.number(a), this.values.number(b));
      case "neg":
        return f64.neg(this.values.number(a));
      case "number":
        return f64.convert(this.values.truth(a));
      case "select":
        return pick(this.values.number(b), this.values.number(c), this.values.truth(a));
      case "load": {
        const { at, offset } = this.values.address({ array: name, address: a, offset: numbers[0] });
        return f64.load(at, offset);
      }
      case "exp":
      case "tanh":
        return call(this.values.environment.imported(`Math.${op}`, 1), this.values.number(a));
      case "call":
        return this.#call(
          name,
          args.map((arg) => this.values.number(arg)),
        );
      default:
        throw new Unsupported(op);
    }
  }

  #call(name: string, args: readonly Bytes[]): Bytes {
    const own = ownFunctions[name];
    return own ? f64[own](...args) : call(this.values.environment.imported(name, args.length), ...args);
  }
}
