/** Values of expressions that use standard modules, worked out by the reference interpreter. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as assert from "uvu/assert";
import { loadScenario } from "../../src/cli/scenario.ts";
import { bindValues, layoutOf } from "../../src/density/layout.ts";
import { sum } from "../../src/tensor/build.ts";
import { differentiate } from "../../src/tensor/differentiate.ts";
import { evaluate } from "../../src/tensor/evaluate.ts";

export interface Found {
  readonly value: readonly number[];
  /** Of the sum of the elements, with respect to `p`. */
  readonly slope: number;
}

/**
 * What an expression is worth with the latent p at a number; other statements stand before it.
 * @param head `use` statements, dims and data
 */
export async function worthOf(head: string, expression: string, p = 0.7): Promise<Found> {
  const folder = mkdtempSync(path.join(tmpdir(), "pal-std-"));
  try {
    const file = path.join(folder, "scenario.pal");
    const rest = `prior p ~ Normal(0, 1)\nlet found = ${expression}\nfactor sum(found) + p\ntarget p`;
    writeFileSync(file, `scenario s\n${head}\n${rest}\n`);
    const { scenario } = await loadScenario(file, { set: {} });
    const binding = bindValues(layoutOf(scenario));
    const named = scenario.values.find(({ name }) => name === "found");
    if (named === undefined) throw new Error("there is no value");
    const [node] = binding.bind([named.value.node]);
    const [slope] = differentiate(
      sum(node),
      binding.bound.map(({ input }) => input),
    );
    const [value, gradient] = evaluate([node, slope], { buffers: { latents: Float64Array.of(p) } });
    return { value: Array.from(value), slope: gradient[0] };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function near(found: readonly number[], expected: readonly number[], tolerance = 1e-12): void {
  assert.is(found.length, expected.length);
  found.forEach((x, i) => {
    const scale = Math.max(1e-3, Math.abs(expected[i]));
    assert.ok(Math.abs(x - expected[i]) <= tolerance * scale, `${i}: ${x}, not ${expected[i]}`);
  });
}
