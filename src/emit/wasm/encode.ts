/** WebAssembly modules as bytes: numbers in LEB128, sections, function bodies. Source: WebAssembly Core Specification 2.0, chapter 5. */

/** Bytes in nested lists, so that long bodies are joined once. */
export type Bytes = readonly (number | Bytes)[];

/** The types of values, as they are encoded. */
export const types = { i32: 0x7f, i64: 0x7e, f64: 0x7c, v128: 0x7b } as const;

export type ValueType = keyof typeof types;

export interface Signature {
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** A function from outside, of the module of that name. */
export interface Import extends Signature {
  readonly module: string;
  readonly name: string;
}

export interface WasmFunction extends Signature {
  /** Types of the locals, which follow the parameters. */
  readonly locals: readonly ValueType[];
  /** Instructions, without the closing `end`. */
  readonly body: Bytes;
  /** Undefined where only other functions of the module call it. */
  readonly name: string | undefined;
}

export interface WasmModule {
  /** Functions are numbered from 0: first the imports, then the module's own. */
  readonly imports: readonly Import[];
  readonly functions: readonly WasmFunction[];
  /** Size of the memory, which is exported as `memory` and never grows. */
  readonly pages: number;
}

/** Bytes of a page of memory. */
export const pageSize = 65536;

/** An unsigned whole number below 2^32. */
export function unsigned(value: number): number[] {
  const out: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    out.push(rest > 0 ? low + 128 : low);
  } while (rest > 0);
  return out;
}

/** A signed whole number of up to 64 bits. */
export function signed(value: number | bigint): number[] {
  const out: number[] = [];
  let rest = BigInt(value);
  for (;;) {
    const low = Number(rest & 127n);
    rest >>= 7n;
    const isLast = (rest === 0n && low < 64) || (rest === -1n && low >= 64);
    out.push(isLast ? low : low + 128);
    if (isLast) return out;
  }
}

/** The eight bytes of a double. */
export function double(value: number): number[] {
  return [...new Uint8Array(Float64Array.of(value).buffer)];
}

function flatten(bytes: Bytes, out: number[]): number[] {
  for (const part of bytes) {
    if (typeof part === "number") out.push(part);
    else flatten(part, out);
  }
  return out;
}

const vector = (items: readonly Bytes[]): Bytes => [unsigned(items.length), ...items];

function sized(bytes: Bytes): Bytes {
  const flat = flatten(bytes, []);
  return [unsigned(flat.length), flat];
}

const section = (id: number, items: readonly Bytes[]): Bytes => (items.length === 0 ? [] : [id, sized(vector(items))]);
const text = (name: string): Bytes => vector([...new TextEncoder().encode(name)].map((byte) => [byte]));
const typeList = (list: readonly ValueType[]): Bytes => vector(list.map((type) => [types[type]]));

/** The module as bytes. Does not check it: `WebAssembly.validate` does. */
export function encodeModule({ imports, functions, pages }: WasmModule): Uint8Array<ArrayBuffer> {
  const signatures: string[] = [];
  const typeBytes: Bytes[] = [];
  const typeOf = ({ params, results }: Signature): number => {
    const key = `${params} ${results}`;
    const known = signatures.indexOf(key);
    if (known >= 0) return known;
    typeBytes.push([0x60, typeList(params), typeList(results)]);
    return signatures.push(key) - 1;
  };
  const imported = imports.map((each) => [text(each.module), text(each.name), 0x00, unsigned(typeOf(each))]);
  const declared = functions.map((each) => unsigned(typeOf(each)));
  const exported: Bytes[] = [[text("memory"), 0x02, 0]];
  for (const [i, { name }] of functions.entries())
    if (name !== undefined) exported.push([text(name), 0x00, unsigned(imports.length + i)]);
  const bodies = functions.map(({ locals, body }) =>
    sized([vector(locals.map((type) => [1, types[type]])), body, 0x0b]),
  );
  const header = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  const sections = [
    section(1, typeBytes),
    section(2, imported),
    section(3, declared),
    section(5, [[0x01, unsigned(pages), unsigned(pages)]]),
    section(7, exported),
    section(10, bodies),
  ];
  return Uint8Array.from(flatten([header, ...sections], []));
}
