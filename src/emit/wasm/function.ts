/** A WebAssembly function while it is written: numbers its locals and writes counted loops. */
import type { Bytes, ValueType, WasmFunction } from "./encode.ts";
import { get, i32, repeatWhile, set } from "./instructions.ts";

export class FunctionWriter {
  readonly #locals: ValueType[] = [];
  /** Locals that may be used again, by type. */
  readonly #free = new Map<ValueType, number[]>();

  constructor(readonly params: readonly ValueType[]) {}

  /** A local for what is set and read within one turn of a loop. */
  local(type: ValueType): number {
    return this.#free.get(type)?.pop() ?? this.lasting(type);
  }

  /** A local that nothing written before uses, for what stays from turn to turn. */
  lasting(type: ValueType): number {
    return this.params.length + this.#locals.push(type) - 1;
  }

  /** Gives locals of one type back. */
  release(type: ValueType, locals: readonly number[]): void {
    this.#free.set(type, [...(this.#free.get(type) ?? []), ...locals]);
  }

  /** What `body` writes so many times; each time the pointers advance by so many bytes. */
  times(count: number, body: () => Bytes, advance: readonly (readonly [local: number, bytes: number])[]): Bytes {
    const steps = () => advance.map(([local, bytes]) => set(local, i32.add(get(local), i32.const(bytes))));
    if (count <= 0) return [];
    if (count === 1) return [body(), ...steps()];
    // taken before the body is written, which must not use it
    const counter = this.local("i32");
    const next = set(counter, i32.sub(get(counter), i32.const(1)));
    const loop = [set(counter, i32.const(count)), repeatWhile([body(), ...steps(), next], get(counter))];
    this.release("i32", [counter]);
    return loop;
  }

  finish(name: string | undefined, body: Bytes, results: readonly ValueType[] = []): WasmFunction {
    return { params: this.params, results, locals: this.#locals, body, name };
  }
}
