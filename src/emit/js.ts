/** Emits a tensor program as JavaScript: loops over preallocated arrays and local variables, no allocation, no closures. */
import type { Program } from "../tensor/node.ts";
import type { EmittedProgram } from "./emitted.ts";
import { Axes, type Mode } from "./js/axes.ts";
import { type BufferText, Elements } from "./js/elements.ts";
import { lower, nodesOf } from "./js/lower.ts";
import { Nests } from "./js/nests.ts";
import { makePlan } from "./js/plan.ts";
import { programText } from "./js/text.ts";

export interface EmitOptions {
  /** `auto` unless a test asks for one way of writing. */
  readonly mode?: Mode;
}

/**
 * The text of a program without `call` and `call_vjp` (see `splitAtCalls`), which must be optimised already. Throws an Error for
 * operations it does not know and for buffers the program does not declare.
 */
export function emitJs(program: Program, options: EmitOptions = {}): EmittedProgram {
  const lowered = lower(program);
  const axes = new Axes(nodesOf(lowered.outputs), options.mode ?? "auto");
  const plan = makePlan(lowered, axes);
  const buffers = Object.entries(program.buffers).map(([name, size]) => ({ name, size }));
  const texts = new Map<string, BufferText>();
  const elements = new Elements(texts);
  const { code } = elements;
  let nests: Nests | undefined;
  code.loop("lanes", 1, (lane) => {
    for (const [i, { name, size }] of buffers.entries()) {
      texts.set(name, { name: `b${i}`, base: size === 1 ? lane : code.define("scale", [lane], "", [size]) });
    }
    nests = new Nests(elements, plan, axes);
    nests.write();
  });
  const arrays = [...(nests?.arrays.values() ?? [])];
  const source = programText({ code, buffers: buffers.length, constants: elements.constants.length, arrays });
  return { source, constants: elements.constants, buffers };
}
