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

/** Compiles and starts a module made by `encodeModule`. @throws Error where the machine has no WebAssembly, or no room for the memory */
export function startModule(bytes: Uint8Array, imports: Readonly<Record<string, object>>): Exports {
  if (!engine) throw new Error("emit: this machine has no WebAssembly");
  const exports = start(engine, bytes, imports);
  if (!hasMemory(exports)) throw new Error("emit: the module has no memory");
  return exports;
}

function start(from: Engine, bytes: Uint8Array, imports: Readonly<Record<string, object>>) {
  try {
    return new from.Instance(new from.Module(bytes), imports).exports;
  } catch (problem) {
    // each memory reserves gigabytes of addresses, which a limit on the process may forbid
    if (problem instanceof RangeError)
      throw new Error(`no room for the memory of WebAssembly (${problem.message}); \`--emit js\` needs none`);
    throw problem;
  }
}

function hasMemory(exports: Readonly<Record<string, unknown>>): exports is Exports {
  const { memory } = exports;
  return typeof memory === "object" && memory !== null && "buffer" in memory && memory.buffer instanceof ArrayBuffer;
}
