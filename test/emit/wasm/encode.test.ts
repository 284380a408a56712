/** Modules as bytes: numbers of any length, and functions that the machine accepts and runs. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { encodeModule, signed, unsigned } from "../../../src/emit/wasm/encode.ts";
import { isValid, startModule } from "../../../src/emit/wasm/engine.ts";
import { FunctionWriter } from "../../../src/emit/wasm/function.ts";
import { call, f64, get, i32, set } from "../../../src/emit/wasm/instructions.ts";
import { hasVectors } from "../../../src/emit/wasm/support.ts";

test("numbers in LEB128, as in the specification", () => {
  assert.equal(unsigned(0), [0]);
  assert.equal(unsigned(127), [127]);
  assert.equal(unsigned(624485), [0xe5, 0x8e, 0x26]);
  assert.equal(unsigned(4294967295), [0xff, 0xff, 0xff, 0xff, 0x0f]);
  assert.equal(signed(-1), [0x7f]);
  assert.equal(signed(63), [63]);
  assert.equal(signed(64), [0xc0, 0]);
  assert.equal(signed(-123456), [0xc0, 0xbb, 0x78]);
  assert.equal(signed(-(2n ** 63n)), [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f]);
});

test("a function with a loop calls one from outside", () => {
  const f = new FunctionWriter(["i32", "i32"]);
  const sum = f.local("f64");
  const next = set(sum, f64.add(get(sum), call(0, f64.load(get(0)))));
  const body = [f.times(5, () => next, [[0, 8]]), f64.store(get(1), get(sum))];
  const imports = [{ module: "math", name: "sqrt", params: ["f64"], results: ["f64"] }] as const;
  const module = encodeModule({ imports, functions: [f.finish("f", body)], pages: 1 });
  const exports = startModule(module, { math: Math });
  const numbers = new Float64Array(exports.memory.buffer);
  numbers.set([1, 4, 9, 16, 25], 2);
  if (typeof exports.f !== "function") throw new Error("the function is not exported");
  exports.f(16, 8);
  assert.is(numbers[1], 15);
  assert.is(numbers.length, 8192);
});

test("what is no function of that type is refused", () => {
  const functions = [{ params: [], results: ["f64"], locals: [], body: i32.const(1), name: "f" }] as const;
  assert.not(isValid(encodeModule({ imports: [], functions, pages: 1 })));
  assert.ok(hasVectors());
});

test.run();
