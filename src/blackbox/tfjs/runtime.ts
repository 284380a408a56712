/** Starts TensorFlow.js once, when the first model needs it: tfjs-node when it is installed, else the wasm backend. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type * as Core from "@tensorflow/tfjs-core";
import type * as Layers from "@tensorflow/tfjs-layers";
import { ModelError } from "../problem.ts";

export type BackendName = "wasm" | "cpu" | "tensorflow";

export interface Runtime {
  readonly core: typeof Core;
  readonly layers: typeof Layers;
  /** Where calls run: "tensorflow" is tfjs-node. */
  readonly backend: BackendName;
  /** Makes sure the pure JavaScript backend is there, whose gradients are right where those of wasm are not. */
  readonly loadCpu: () => Promise<void>;
  /** Runs `work` on a backend that is loaded; synchronous, so that nothing can come between. */
  readonly on: <T>(backend: BackendName, work: () => T) => T;
}

/** For people: how to get the faster runtime. */
export const howToAddNode =
  "`npm install @tensorflow/tfjs-node` beside palimpsest makes calls to large models several times faster";

/** The build puts the .wasm files beside the bundle; run from its sources, they lie in their package. */
const bundleFolder = fileURLToPath(new URL(".", import.meta.url));
const isBundle = existsSync(join(bundleFolder, "tfjs-backend-wasm-simd.wasm"));

function wasmFolder(): string {
  if (isBundle) return bundleFolder;
  const manifest = createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm/package.json");
  return join(dirname(manifest), "dist") + sep;
}

/**
 * Registers gradients and chained operations, which only TensorFlow.js' union package does by itself. These files import folders: a
 * bundler follows, Node's loader of ES modules refuses, its CommonJS loader follows again.
 */
async function registerGradients(): Promise<void> {
  if (isBundle) {
    await import("@tensorflow/tfjs-core/dist/register_all_gradients.js");
    await import("@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js");
    return;
  }
  const load = createRequire(import.meta.url);
  load("@tensorflow/tfjs-core/dist/register_all_gradients.js");
  load("@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js");
}

function runtimeOf(
  core: typeof Core,
  layers: typeof Layers,
  backend: BackendName,
  loadCpu: () => Promise<void>,
): Runtime {
  if (core.getBackend() !== backend) {
    // TensorFlow.js falls back to another backend without a word.
    throw new ModelError({
      kind: "runtime",
      message: `its ${backend} backend was asked for, ${core.getBackend() || "none"} answered`,
      hint: "the files tfjs-backend-wasm*.wasm must lie beside palimpsest's program file: install it again",
    });
  }
  const on = <T>(other: BackendName, work: () => T): T => {
    const before = core.getBackend();
    if (before === other) return work();
    // Of a loaded backend this takes effect at once; the promise carries nothing.
    void core.setBackend(other);
    try {
      return work();
    } finally {
      void core.setBackend(before);
    }
  };
  return { core, layers, backend, loadCpu, on };
}

interface UnionModule {
  readonly default?: unknown;
}

function isUnion(value: unknown): value is typeof Core & typeof Layers {
  return (
    typeof value === "object" &&
    value !== null &&
    "loadLayersModel" in value &&
    "grad" in value &&
    "setBackend" in value
  );
}

/** tfjs-node is a peer that may be there: its name is a variable so that bundlers leave it alone. */
async function startNode(): Promise<Runtime | undefined> {
  const name: string = "@tensorflow/tfjs-node";
  try {
    const loaded: UnionModule = await import(name);
    const union = isUnion(loaded) ? loaded : loaded.default;
    if (!isUnion(union)) return undefined;
    await union.ready();
    return runtimeOf(union, union, "tensorflow", async () => {});
  } catch {
    // Not installed, or installed without its native library, which is the usual way it breaks.
    return undefined;
  }
}

/**
 * Emscripten's start-up code listens for uncaught errors of the whole process, only to throw them again: a user would see 60 kB of its
 * source above the message.
 */
async function withoutNewListeners(work: () => Promise<void>): Promise<void> {
  const events = ["uncaughtException", "unhandledRejection"] as const;
  const before = events.map((event) => process.rawListeners(event));
  await work();
  for (const [i, event] of events.entries()) {
    for (const listener of process.rawListeners(event)) {
      if (!before[i].includes(listener)) process.removeListener(event, listener as (...args: unknown[]) => void);
    }
  }
}

async function startWasm(): Promise<Runtime> {
  const core = await import("@tensorflow/tfjs-core");
  core.env().set("PROD", true);
  await registerGradients();
  const layers = await import("@tensorflow/tfjs-layers");
  const wasm = await import("@tensorflow/tfjs-backend-wasm");
  wasm.setWasmPaths(wasmFolder());
  await withoutNewListeners(async () => {
    await core.setBackend("wasm");
    await core.ready();
  });
  return runtimeOf(core, layers, "wasm", async () => {
    if (core.findBackendFactory("cpu") === null) await import("@tensorflow/tfjs-backend-cpu");
    if (core.findBackend("cpu") === null)
      throw new ModelError({ kind: "runtime", message: "its cpu backend is missing" });
  });
}

let started: Promise<Runtime> | undefined;

/** The one runtime of this thread. Throws a ModelError of kind "runtime" when it cannot be had. */
export function startRuntime(): Promise<Runtime> {
  started ??= (async () => {
    try {
      return (await startNode()) ?? (await startWasm());
    } catch (error) {
      if (error instanceof ModelError) throw error;
      const message = error instanceof Error ? error.message : String(error);
      throw new ModelError({ kind: "runtime", message, hint: howToAddNode });
    }
  })();
  return started;
}
