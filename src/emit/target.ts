/** What programs can be emitted as. */

/**
 * What a user can choose: JavaScript alone, WebAssembly wherever it can be, or TensorFlow.js kernels over all lanes at once, in single
 * precision.
 */
export const targets = ["js", "wasm", "tfjs"] as const;

/** `auto` where the cost model decides, which never takes single precision. */
export type Target = "auto" | (typeof targets)[number];
