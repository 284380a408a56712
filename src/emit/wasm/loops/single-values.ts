/** Values of one turn of a loop: the locals that hold them, and addresses of elements. */
import type { Value, Variable } from "../../js/code.ts";
import type { Bytes, ValueType } from "../encode.ts";
import type { FunctionWriter } from "../function.ts";
import { f64, get, i32 } from "../instructions.ts";
import { type Address, type Environment, type Place, Unsupported } from "./environment.ts";
import { kindOf } from "./kinds.ts";

export class SingleValues {
  readonly #locals = new Map<Variable, number>();

  /** @param args the parameters of the function, in order */
  constructor(
    readonly f: FunctionWriter,
    readonly environment: Environment,
    args: readonly Variable[],
  ) {
    for (const [i, arg] of args.entries()) this.#locals.set(arg, i);
  }

  /** The address of an element, as an address in a local and what is to be added to it. */
  address({ array, address, offset }: Place): Address {
    const start = this.environment.address(array);
    if (start === undefined) throw new Unsupported(array);
    const base = this.environment.base(array);
    let place = start + 8 * offset;
    let index: Bytes = [];
    if (address.kind === "literal") place += 8 * address.value;
    else index = this.whole(address);
    if (base) index = index.length === 0 ? i32.sub(i32.const(0), this.whole(base)) : i32.sub(index, this.whole(base));
    const at = index.length === 0 ? i32.const(0) : i32.shl(index, i32.const(3));
    // an offset is unsigned, and so is the address that it is added to
    const isSafe = place >= 0 && !goesDown(address);
    return isSafe ? { at, offset: place } : { at: i32.add(at, i32.const(place)), offset: 0 };
  }

  /** Throws `Unsupported` where nothing has set the variable. */
  localOf(variable: Variable): number {
    const local = this.#locals.get(variable);
    if (local === undefined) throw new Unsupported(`${variable.name} is not known here`);
    return local;
  }

  declare(variable: Variable, type: ValueType): number {
    const known = this.#locals.get(variable);
    if (known !== undefined) return known;
    const local = this.f.local(type);
    this.#locals.set(variable, local);
    return local;
  }

  number(value: Value): Bytes {
    if (value.kind === "literal") return f64.const(value.value);
    const local = get(this.localOf(value));
    return kindOf(value) === "number" ? local : f64.convert(local);
  }

  whole(value: Value): Bytes {
    if (value.kind === "literal") return i32.const(value.value);
    const local = get(this.localOf(value));
    return kindOf(value) === "number" ? i32.truncate(local) : local;
  }

  truth(value: Value): Bytes {
    if (value.kind === "literal") return i32.const(value.value !== 0 ? 1 : 0);
    const local = get(this.localOf(value));
    return kindOf(value) === "number" ? f64.ne(local, f64.const(0)) : local;
  }

  /** The address with that local in place of the value. */
  addressWith(place: Place, local: number): Address {
    if (place.address.kind === "literal") return this.address(place);
    const before = this.#locals.get(place.address);
    this.#locals.set(place.address, local);
    const at = this.address(place);
    if (before === undefined) this.#locals.delete(place.address);
    else this.#locals.set(place.address, before);
    return at;
  }
}

/** Whether an index may be below 0 before its known part is added. */
function goesDown(index: Value): boolean {
  if (index.kind === "literal" || !index.definition) return false;
  const { op, args, numbers } = index.definition;
  if (op !== "scale" && op !== "step") return false;
  return numbers.some((n) => n < 0) || args.some(goesDown);
}
