/** Numbers that are the same in every turn, set before the loop, and functions that are asked for each of two numbers. */
import type { Bytes } from "../encode.ts";
import type { FunctionWriter } from "../function.ts";
import { bits, call, f64x2, get, set } from "../instructions.ts";
import type { Surroundings } from "../series.ts";
import type { Environment } from "./environment.ts";

export class PairConstants implements Surroundings {
  /** What sets them, and whatever else is to be set before the loop. */
  readonly before: Bytes[] = [];
  /** Of the table of the exponential that is written next. */
  tableAddress = 0;
  readonly #numbers = new Map<string, number>();

  constructor(
    readonly f: FunctionWriter,
    readonly environment: Environment,
  ) {}

  number(value: number): Bytes {
    return this.once(`${Object.is(value, -0) ? "-0" : value}`, f64x2.const(value));
  }

  pattern(value: bigint): Bytes {
    return this.once(`${value}n`, bits.const(value));
  }

  /** A constant that is set before the loop. */
  once(key: string, value: Bytes): Bytes {
    let local = this.#numbers.get(key);
    if (local === undefined) {
      local = this.f.lasting("v128");
      this.#numbers.set(key, local);
      this.before.push(set(local, value));
    }
    return get(local);
  }

  each(name: string, x: number): Bytes {
    return this.eachOf(`Math.${name}`, [x]);
  }

  table(): number {
    return this.tableAddress;
  }

  /** A function from outside, by its full name, on each lane of its arguments. */
  eachOf(name: string, locals: readonly number[]): Bytes {
    const index = this.environment.imported(name, locals.length);
    const on = (lane: number) => call(index, ...locals.map((local) => f64x2.lane(get(local), lane)));
    return f64x2.replace(f64x2.splat(on(0)), on(1), 1);
  }

  /** Gives the locals back once the loop is written. */
  release(): void {
    this.f.release("v128", [...this.#numbers.values()]);
  }
}
