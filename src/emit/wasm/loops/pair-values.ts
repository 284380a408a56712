/** Values of two turns of a loop that are taken at once. */
import type { Block, Value, Variable } from "../../js/code.ts";
import type { Bytes } from "../encode.ts";
import { f64, f64x2, get, i32, set } from "../instructions.ts";
import { type Address, type Place, Unsupported } from "./environment.ts";
import { kindOf } from "./kinds.ts";
import type { PairConstants } from "./pair-constants.ts";
import type { SingleValues } from "./single-values.ts";

/** What a value is in a loop of two turns. */
type Pair =
  /** A local of two numbers or truths. */
  | { readonly kind: "vector"; readonly local: number }
  /** A whole number in a local, which the second turn has that much more of. */
  | { readonly kind: "even"; readonly local: number; readonly more: number }
  /** Two whole numbers. */
  | { readonly kind: "two"; readonly locals: readonly [number, number] };

/** What is not here is the same in both turns, and a value of single turns. */
export class PairValues {
  readonly #pairs = new Map<Variable, Pair>();

  /** @param inner the body of the loop */
  constructor(
    readonly single: SingleValues,
    readonly constants: PairConstants,
    readonly inner: Block,
  ) {}

  /** Says how both turns have the value. */
  add(variable: Variable, pair: Pair): void {
    this.#pairs.set(variable, pair);
  }

  /** The addresses of both turns, and how many elements lie between them where that is known. */
  addresses(place: Place): [Address, Address, number | undefined] {
    const { address } = place;
    const pair = address.kind === "variable" ? this.#pairs.get(address) : undefined;
    if (!pair || address.kind === "literal") {
      const at = this.single.address(place);
      return [at, at, 0];
    }
    if (pair.kind === "vector") throw new Unsupported("an address that is no whole number");
    if (pair.kind === "even") {
      const at = this.single.addressWith(place, pair.local);
      return [at, this.single.addressWith({ ...place, offset: place.offset + pair.more }, pair.local), pair.more];
    }
    return [this.single.addressWith(place, pair.locals[0]), this.single.addressWith(place, pair.locals[1]), undefined];
  }

  isPair(value: Value): boolean {
    return value.kind === "variable" && this.#pairs.has(value);
  }

  /** How much more the second turn has of a whole number; undefined where that is not known. */
  moreOf(value: Value): number | undefined {
    const pair = value.kind === "variable" ? this.#pairs.get(value) : undefined;
    if (!pair) return 0;
    return pair.kind === "even" ? pair.more : undefined;
  }

  /** A whole number in each of the turns. */
  wholes(value: Value): (lane: 0 | 1) => Bytes {
    const pair = value.kind === "variable" ? this.#pairs.get(value) : undefined;
    if (!pair) return () => this.single.whole(value);
    if (pair.kind === "two") return (lane) => get(pair.locals[lane]);
    if (pair.kind === "even")
      return (lane) => (lane === 0 ? get(pair.local) : i32.add(get(pair.local), i32.const(pair.more)));
    return (lane) => i32.truncate(f64x2.lane(get(pair.local), lane));
  }

  /** Both turns' numbers, or truths where the value is one. */
  both(value: Value): Bytes {
    if (value.kind === "literal") return this.constants.number(value.value);
    const pair = this.#pairs.get(value);
    if (pair?.kind === "vector") return get(pair.local);
    if (!pair) {
      const both = this.#splat(value);
      return value.block === this.inner ? both : this.constants.once(`variable ${value.name}`, both);
    }
    const lanes = this.wholes(value);
    return f64x2.replace(f64x2.splat(f64.convert(lanes(0))), f64.convert(lanes(1)), 1);
  }

  #splat(value: Variable): Bytes {
    if (kindOf(value) !== "truth") return f64x2.splat(this.single.number(value));
    return f64x2.ne(f64x2.splat(f64.convert(this.single.truth(value))), f64x2.const(0));
  }

  /** Both turns' truths, as masks. */
  truths(value: Value): Bytes {
    if (value.kind === "variable" && kindOf(value) === "truth") return this.both(value);
    return f64x2.ne(this.both(value), this.constants.number(0));
  }

  /** A local that holds both turns' numbers, and what sets it. */
  local(value: Value): { readonly code: Bytes; readonly local: number } {
    const pair = value.kind === "variable" ? this.#pairs.get(value) : undefined;
    if (pair?.kind === "vector") return { code: [], local: pair.local };
    const local = this.single.f.local("v128");
    return { code: set(local, this.both(value)), local };
  }
}
