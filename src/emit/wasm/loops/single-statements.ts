/** Statements of one turn of a loop, other than the loops in it. */
import type { Statement, StoreOp, Variable } from "../../js/code.ts";
import type { Bytes } from "../encode.ts";
import { call, f64, get, i32, set, when } from "../instructions.ts";
import { type Address, Unsupported } from "./environment.ts";
import { combine } from "./operations.ts";
import { SingleDefinitions } from "./single-definitions.ts";
import type { SingleValues } from "./single-values.ts";

/** Sums that the whole function adds to: what begins them and what ends them stands outside of all its loops. */
export interface Lasting {
  readonly sums: ReadonlySet<Variable>;
  readonly begin: Bytes[];
  readonly end: Bytes[];
}

export class SingleStatements {
  readonly definitions: SingleDefinitions;

  /** @param used the variables that the effects of the loop need */
  constructor(
    readonly values: SingleValues,
    readonly used: ReadonlySet<Variable>,
    readonly lasting: Lasting,
  ) {
    this.definitions = new SingleDefinitions(values);
  }

  /** Throws `Unsupported` for what has no form here, loops included. */
  statement(statement: Statement): Bytes {
    switch (statement.kind) {
      case "define":
        return this.used.has(statement.target) ? this.definitions.write(statement) : [];
      case "declare":
        return set(this.values.declare(statement.target, "f64"), f64.const(statement.start));
      case "accumulate": {
        const { op, target, best, index } = statement;
        const total = this.values.localOf(target);
        const value = this.values.number(statement.value);
        if (op !== "argmax" && op !== "argmin") return set(total, combine(op, get(total), value));
        if (!best || !index) throw new Unsupported("an extreme without its place");
        const place = this.values.whole(index);
        const better = (op === "argmax" ? f64.gt : f64.lt)(value, get(total));
        return when(i32.or(i32.eqz(place), better), [
          set(total, value),
          set(this.values.localOf(best), f64.convert(place)),
        ]);
      }
      case "collect":
        return this.collect(statement, this.values.number(statement.value));
      case "store":
        return this.store(this.values.address(statement), statement.op, this.values.number(statement.value));
      default:
        throw new Unsupported(statement.kind);
    }
  }

  store({ at, offset }: Address, op: StoreOp, value: Bytes): Bytes {
    return f64.store(at, op === "set" ? value : combine(op, f64.load(at, offset), value), offset);
  }

  /** As the text has it: a product that is emptied into the sum when it gets far from 1. */
  collect({ sum, product, factor }: Extract<Statement, { kind: "collect" }>, value: Bytes): Bytes {
    const [total, kept] = [this.values.localOf(sum), this.values.localOf(product)];
    const x = this.values.f.local("f64");
    const next = this.values.f.local("f64");
    const logarithms = f64.add(this.log(get(kept)), this.log(get(x)));
    const code = [
      set(x, value),
      set(next, f64.mul(get(kept), get(x))),
      when(i32.and(f64.gt(get(next), f64.const(1e-150)), f64.lt(get(next), f64.const(1e150))), set(kept, get(next)), [
        set(total, f64.add(get(total), f64.mul(f64.const(factor), logarithms))),
        set(kept, f64.const(1)),
      ]),
    ];
    this.values.f.release("f64", [x, next]);
    return code;
  }

  log(x: Bytes): Bytes {
    return call(this.values.environment.imported("Math.log", 1), x);
  }
}
