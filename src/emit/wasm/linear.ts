/** The memory that JavaScript and WebAssembly share: which arrays of a program stand in it, and where. */

export interface Place {
  /** In bytes, a multiple of 16. */
  readonly address: number;
  /** In doubles. */
  readonly size: number;
}

export class Linear {
  /** By the name that the array has in the text. */
  readonly places = new Map<string, Place>();
  #end = 16;

  /** The address of an array of that many doubles, which is placed where it has none yet. */
  place(name: string, size: number): number {
    const known = this.places.get(name);
    if (known) return known.address;
    const address = this.#end;
    this.places.set(name, { address, size });
    this.#end += Math.ceil(size / 2) * 16;
    return address;
  }

  /** Bytes that are needed. */
  get end(): number {
    return this.#end;
  }
}
