/** Statements of two turns of a loop at once: sums of their own, which end in those of single turns. */
import type { AccumulateOp, Statement, Variable } from "../../js/code.ts";
import type { Bytes } from "../encode.ts";
import { bits, f64, f64x2, get, set, when } from "../instructions.ts";
import { Unsupported } from "./environment.ts";
import { combine, combinePairs } from "./operations.ts";
import type { PairConstants } from "./pair-constants.ts";
import { PairDefinitions } from "./pair-definitions.ts";
import type { PairValues } from "./pair-values.ts";
import type { SingleStatements } from "./single-statements.ts";
import type { SingleValues } from "./single-values.ts";

/** What sums of two turns begin with. */
const starts: Readonly<Partial<Record<AccumulateOp, number>>> = { sum: 0, prod: 1, max: -Infinity, min: Infinity };

export class PairStatements {
  readonly #values: SingleValues;
  readonly #constants: PairConstants;
  readonly #definitions: PairDefinitions;
  /** Sums of two turns, by the variable that they end in. */
  readonly #sums = new Map<Variable, number>();

  /** @param after where what ends the sums goes */
  constructor(
    readonly pairs: PairValues,
    readonly single: SingleStatements,
    readonly after: Bytes[],
  ) {
    this.#values = pairs.single;
    this.#constants = pairs.constants;
    this.#definitions = new PairDefinitions(pairs, single.definitions);
  }

  /** Throws `Unsupported` for what single turns only have a form for. */
  write(statement: Statement): Bytes {
    switch (statement.kind) {
      case "define":
        return this.single.used.has(statement.target) ? this.#definitions.write(statement) : [];
      case "accumulate": {
        const { op, target } = statement;
        const start = starts[op];
        if (start === undefined) throw new Unsupported(op);
        const sum = this.#sum(target, start, (both) => [
          set(this.#values.localOf(target), combine(op, get(this.#values.localOf(target)), f64x2.lane(both, 0))),
          set(this.#values.localOf(target), combine(op, get(this.#values.localOf(target)), f64x2.lane(both, 1))),
        ]);
        return set(sum, combinePairs(op, get(sum), this.pairs.both(statement.value)));
      }
      case "collect":
        return this.#collect(statement);
      case "store":
        return this.#store(statement);
      default:
        throw new Unsupported(statement.kind);
    }
  }

  #sum(target: Variable, start: number, finish: (both: Bytes) => Bytes): number {
    let sum = this.#sums.get(target);
    if (sum === undefined) {
      sum = this.#values.f.lasting("v128");
      this.#sums.set(target, sum);
      const { lasting } = this.single;
      const lasts = lasting.sums.has(target);
      (lasts ? lasting.begin : this.#constants.before).push(set(sum, f64x2.const(start)));
      (lasts ? lasting.end : this.after).push(finish(get(sum)));
    }
    return sum;
  }

  #collect(statement: Extract<Statement, { kind: "collect" }>): Bytes {
    const { sum, product, factor } = statement;
    const { f } = this.#values;
    const kept = this.#sum(product, 1, (both) => [
      this.single.collect(statement, f64x2.lane(both, 0)),
      this.single.collect(statement, f64x2.lane(both, 1)),
    ]);
    const { code: setX, local: x } = this.pairs.local(statement.value);
    const next = f.local("v128");
    const total = this.#values.localOf(sum);
    const inRange = bits.and(
      f64x2.gt(get(next), this.#constants.number(1e-150)),
      f64x2.lt(get(next), this.#constants.number(1e150)),
    );
    const logarithms = [get(kept), get(x)]
      .flatMap((both) => [this.single.log(f64x2.lane(both, 0)), this.single.log(f64x2.lane(both, 1))])
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

  #store({ array, address, offset, op, value }: Extract<Statement, { kind: "store" }>): Bytes {
    const [first, second, more] = this.pairs.addresses({ array, address, offset });
    const both = this.pairs.both(value);
    if (more === 1 && op === "set") return f64x2.store(first.at, both, first.offset);
    if (more === 1) {
      return f64x2.store(first.at, combinePairs(op, f64x2.load(first.at, first.offset), both), first.offset);
    }
    // one after the other, as both may be the same place
    const local = this.#values.f.local("v128");
    const code = [
      set(local, both),
      this.single.store(first, op, f64x2.lane(get(local), 0)),
      this.single.store(second, op, f64x2.lane(get(local), 1)),
    ];
    this.#values.f.release("v128", [local]);
    return code;
  }
}
