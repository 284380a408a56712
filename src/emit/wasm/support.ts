/** Whether the machine computes on vectors in WebAssembly. */
import { encodeModule } from "./encode.ts";
import { isValid } from "./engine.ts";
import { f64x2 } from "./instructions.ts";

let known: boolean | undefined;

export function hasVectors(): boolean {
  const body = f64x2.lane(f64x2.add(f64x2.const(1), f64x2.const(2)), 0);
  const test = { name: "test", params: [], results: ["f64"], locals: [], body } as const;
  known ??= isValid(encodeModule({ imports: [], functions: [test], pages: 1 }));
  return known;
}
