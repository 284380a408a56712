/** The WebAssembly of the machine, which the types of the language do not know: whether there is one, and how a module is started. */

interface Engine {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, unknown>> };
}

/** What a started module gives: its memory, and its functions by name. */
export type Exports = Readonly<Record<string, unknown>> & { readonly memory: { readonly buffer: ArrayBuffer } };

const engine: Engine | undefined = Reflect.get(globalThis, "WebAssembly");

/** Whether the bytes are a module that this machine can run. */
export function isValid(bytes: Uint8Array): boolean {
  return engine?.validate(bytes) === true;
}

/** Compiles and starts a module made by `encodeModule`. Throws an Error where the machine has no WebAssembly or too little memory. */
export function startModule(bytes: Uint8Array, imports: Readonly<Record<string, object>>): Exports {
  if (!engine) throw new Error("emit: this machine has no WebAssembly");
  const { exports } = new engine.Instance(new engine.Module(bytes), imports);
  if (!hasMemory(exports)) throw new Error("emit: the module has no memory");
  return exports;
}

function hasMemory(exports: Readonly<Record<string, unknown>>): exports is Exports {
  const { memory } = exports;
  return typeof memory === "object" && memory !== null && "buffer" in memory && memory.buffer instanceof ArrayBuffer;
}
