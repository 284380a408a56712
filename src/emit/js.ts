/** Emits a tensor program as JavaScript: loops over preallocated arrays and local variables, no allocation, no closures. */
import type { Output, Program } from "../tensor/node.ts";
import { stridesOf } from "../tensor/shape.ts";
import type { EmittedProgram } from "./emitted.ts";
import { Axes, type Mode } from "./js/axes.ts";
import type { Value } from "./js/code.ts";
import { type BufferText, Elements } from "./js/elements.ts";
import { atVariable, flatten, type Index, storeAt } from "./js/index.ts";
import { lower, nodesOf } from "./js/lower.ts";
import { Memory } from "./js/memory.ts";
import { Nests } from "./js/nests.ts";
import { makePlan } from "./js/plan.ts";
import { shareSums } from "./js/same-sums.ts";
import { planScans } from "./js/scans.ts";
import { segmentsOf } from "./js/segments.ts";
import { programText } from "./js/text.ts";
import type { Target } from "./target.ts";
import { chooseProducts } from "./wasm/choose.ts";
import { chooseFactors } from "./wasm/choose-factors.ts";
import { Kernels } from "./wasm/kernels.ts";
import { hasVectors } from "./wasm/support.ts";

/** Bytes of a module's memory beyond which everything stays JavaScript: addresses are whole numbers of 32 bits. */
const largestMemory = 2 ** 30;

export interface EmitOptions {
  /** `auto` unless a test asks for one way of writing. */
  readonly mode?: Mode;
  /** `auto` where the cost model decides what runs in WebAssembly. */
  readonly target?: Exclude<Target, "tfjs">;
  /** False to take rows one by one where they stand group after group, for comparison. */
  readonly segments?: boolean;
}

/**
 * The text of a program without `call` and `call_vjp` (see `splitAtCalls`), which must be optimised already. Throws an Error for
 * operations it does not know and for buffers the program does not declare.
 */
export function emitJs(program: Program, options: EmitOptions = {}): EmittedProgram {
  const lowered = lower(program);
  const mode = options.mode ?? "auto";
  const nodes = nodesOf(lowered.outputs);
  const target = mode === "scalar" || !hasVectors() ? "js" : (options.target ?? "auto");
  const products = chooseProducts(nodes, target);
  const factors = chooseFactors(nodes, target);
  const written = lowered.outputs.map(({ node }) => node);
  const axes = new Axes(nodes, mode, { products, factors, written });
  const segments = options.segments === false ? new Map() : segmentsOf(nodes, axes);
  const plan = makePlan(lowered.outputs, axes, planScans(nodes, mode));
  const buffers = Object.entries(program.buffers).map(([name, size]) => ({ name, size }));
  const texts = new Map<string, BufferText>();
  const elements = new Elements(texts);
  const memory = new Memory();
  const kernels = new Kernels(target, buffers);
  const { code } = elements;
  const write = ({ buffer, node, offset }: Output, index: readonly Index[], value: Value) => {
    const { name, base } = elements.buffer(buffer);
    storeAt(code, name, flatten(index, stridesOf(node.shape), atVariable(base, offset)), value);
  };
  code.loop("lanes", 1, (lane) => {
    for (const [i, { name, size }] of buffers.entries()) {
      texts.set(name, { name: `b${i}`, base: size === 1 ? lane : code.define("scale", [lane], "", [size]) });
    }
    new Nests(elements, plan, axes, memory, kernels, segments, write).writeAll();
  });
  shareSums(code.root);
  const arrays = memory.all;
  const source = programText({ code, buffers: buffers.length, constants: elements.constants.length, arrays, kernels });
  if (kernels.linear.end > largestMemory) return emitJs(program, { ...options, target: "js" });
  const { module, descriptions } = kernels.finish();
  return { source, constants: elements.constants, buffers, module, kernels: descriptions };
}
