/** Loops against the recursions they stand for: values and gradients, however long, nested or irregular they are. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { loadScenario } from "../../../src/cli/scenario.ts";
import { bindValues, layoutOf } from "../../../src/density/layout.ts";
import type { CheckedScenario } from "../../../src/language/checked.ts";
import { sum } from "../../../src/tensor/build.ts";
import { differentiate } from "../../../src/tensor/differentiate.ts";
import { evaluate } from "../../../src/tensor/evaluate.ts";
import type { Node } from "../../../src/tensor/node.ts";
import { reachable } from "../../../src/tensor/passes/dependencies.ts";

async function load(text: string): Promise<CheckedScenario> {
  const folder = mkdtempSync(path.join(tmpdir(), "pal-loops-"));
  try {
    const file = path.join(folder, "scenario.pal");
    writeFileSync(file, text);
    return (await loadScenario(file, { set: {} })).scenario;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The value of a `let` at constrained latents, and the gradient of its sum. */
function at(scenario: CheckedScenario, name: string, latents: readonly number[]) {
  const layout = layoutOf(scenario);
  const binding = bindValues(layout);
  const named = scenario.values.find((value) => value.name === name);
  if (named === undefined) throw new Error(`there is no ${name}`);
  const [node] = binding.bind([named.value.node]);
  const gradients = differentiate(
    sum(node),
    binding.bound.map(({ input }) => input),
  );
  const buffers = { latents: Float64Array.from(latents) };
  const [value, ...parts] = evaluate([node, ...gradients], { buffers });
  return { node, value: Array.from(value), gradient: parts.flatMap((part) => Array.from(part)) };
}

const close = (a: readonly number[], b: readonly number[], tolerance = 1e-10) => {
  assert.is(a.length, b.length);
  a.forEach((x, i) => {
    assert.ok(Math.abs(x - b[i]) <= tolerance * Math.max(1, Math.abs(b[i])), `${i}: ${x}, not ${b[i]}`);
  });
};

/** Central differences of the sum of what `f` gives. */
function differences(f: (x: readonly number[]) => readonly number[], x: readonly number[]): number[] {
  const total = (y: readonly number[]) => f(y).reduce((a, b) => a + b, 0);
  return x.map((_, i) => {
    const h = 1e-6;
    const moved = (by: number) => x.map((value, k) => (k === i ? value + by : value));
    return (total(moved(h)) - total(moved(-h))) / (2 * h);
  });
}

const scans = (node: Node) => reachable([node]).filter(({ op }) => op.name === "scan").length;

test("a recursion of two lags, long and short, is what it says", async () => {
  for (const n of [1, 2, 3, 5, 9, 12, 60]) {
    const scenario = await load(`scenario s
dim time = ${n}
data y[time] = [sin(t) for t in time]
prior a ~ Normal(0, 1)
prior b ~ Normal(0, 1)
for t in time {
  let x[t] = if t == 0 then a else if t == 1 then a * b + y[t] else a * x[t - 1] + b * x[t - 2] * y[t]
}
factor sum(x)
target a, b`);
    const f = ([a, b]: readonly number[]) => {
      const x: number[] = [];
      for (let t = 0; t < n; t++)
        x.push(t === 0 ? a : t === 1 ? a * b + Math.sin(1) : a * x[t - 1] + b * x[t - 2] * Math.sin(t));
      return x;
    };
    const found = at(scenario, "x", [0.6, 0.3]);
    close(found.value, f([0.6, 0.3]));
    close(found.gradient, differences(f, [0.6, 0.3]), 1e-6);
    assert.is(scans(found.node), n > 10 ? 1 : 0, `${n}`);
  }
});

test("the program of a long recursion does not grow with its length", async () => {
  const size = async (n: number) => {
    const scenario = await load(`scenario s
dim time = ${n}
prior a ~ Normal(0, 1)
for t in time {
  let x[t] = if t == 0 then a else a * x[t - 1] + t
}
factor sum(x)
target a`);
    return reachable([at(scenario, "x", [0.5]).node]).length;
  };
  assert.is(await size(100), await size(5000));
});

test("arrays that need each other, in any order of statements", async () => {
  const n = 40;
  const scenario = await load(`scenario s
dim time = ${n}
prior a ~ Normal(0, 1)
prior b ~ Normal(0, 1)
for t in time {
  let u[t] = if t == 0 then a else 0.5 * v[t - 1] + a
  let w = u[t] * b
  let v[t] = if t == 0 then w else 0.3 * v[t - 1] + w * 0.1 + sin(u[t - 1])
}
factor sum(u) + sum(v)
target a, b`);
  const f =
    (which: 0 | 1) =>
    ([a, b]: readonly number[]) => {
      const u: number[] = [];
      const v: number[] = [];
      for (let t = 0; t < n; t++) {
        u.push(t === 0 ? a : 0.5 * v[t - 1] + a);
        const w = u[t] * b;
        v.push(t === 0 ? w : 0.3 * v[t - 1] + w * 0.1 + Math.sin(u[t - 1]));
      }
      return which === 0 ? u : v;
    };
  for (const [name, which] of [
    ["u", 0],
    ["v", 1],
  ] as const) {
    const found = at(scenario, name, [0.4, 0.7]);
    close(found.value, f(which)([0.4, 0.7]));
    close(found.gradient, differences(f(which), [0.4, 0.7]), 1e-6);
  }
});

test("loops in loops: rows from rows, and elements from their left neighbours", async () => {
  const scenario = await load(`scenario s
dim row = 20
dim column = 15
prior a ~ Normal(0, 1)
for i in row {
  for j in column {
    let x[j, i] = if i == 0 then a + j else if j == 0 then 0.5 * x[14, i - 1] else 0.4 * x[j - 1, i] + 0.1 * x[j, i - 1]
  }
  let total[i] = sum(x[.., i]) + (if i < 1 then 0 else total[i - 1])
}
factor sum(x) + sum(total)
target a`);
  const grid = ([a]: readonly number[]) => {
    const x = Array.from({ length: 15 }, () => new Array<number>(20).fill(0));
    for (let i = 0; i < 20; i++)
      for (let j = 0; j < 15; j++)
        x[j][i] = i === 0 ? a + j : j === 0 ? 0.5 * x[14][i - 1] : 0.4 * x[j - 1][i] + 0.1 * x[j][i - 1];
    return x;
  };
  const found = at(scenario, "x", [0.7]);
  close(found.value, grid([0.7]).flat());
  close(
    found.gradient,
    differences((x) => grid(x).flat(), [0.7]),
    1e-6,
  );
  const sums = Array.from({ length: 20 }, (_, i) => grid([0.7]).reduce((all, line) => all + line[i], 0));
  let running = 0;
  close(
    at(scenario, "total", [0.7]).value,
    sums.map((x) => {
      running += x;
      return running;
    }),
  );
});

test("vectors, windows and a tree", async () => {
  const scenario = await load(`scenario s
dim time = 30
dim part = 2
data m[part, part] = [[0.5, 0.1], [0.2, 0.4]]
prior a[part] ~ Normal(0, 1)
for t in time {
  let x[t, part] = if t == 0 then a else m @ x[t - 1]
  let mean_of[t] = if t < 3 then 0 else sum(x[t - 3..t])
  let branch[t] = if t == 0 then a[0] else branch[floor((t - 1) / 2)] + a[1]
}
factor sum(x) + sum(branch) + sum(mean_of)
target a`);
  const states = (a: readonly number[]) => {
    const x = [a];
    for (let t = 1; t < 30; t++) {
      const [p, q] = x[t - 1];
      x.push([0.5 * p + 0.1 * q, 0.2 * p + 0.4 * q]);
    }
    return x;
  };
  const a = [0.8, -0.3];
  close(at(scenario, "x", a).value, states(a).flat());
  const sums = states(a).map(([p, q]) => p + q);
  close(
    at(scenario, "mean_of", a).value,
    sums.map((_, t) => (t < 3 ? 0 : sums[t - 3] + sums[t - 2] + sums[t - 1])),
  );
  const depth = (t: number): number => (t === 0 ? 0 : 1 + depth(Math.floor((t - 1) / 2)));
  close(
    at(scenario, "branch", a).value,
    sums.map((_, t) => a[0] + depth(t) * a[1]),
  );
});

test("a loop without recursion is the vectorised form", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 5 }),
      fc.constantFrom("mu[g] + u", "exp(mu[g]) * y[g, u]", "if u == 0 then mu[g] else mu[g] * u", "sum(mu) - y[g, u]"),
      async (groups, units, body) => {
        const vector = body
          .replaceAll("mu[g]", "mu")
          .replaceAll("y[g, u]", "y")
          .replace("if u == 0 then mu else mu * u", "if index == 0 then mu else mu * index")
          .replace("+ u", "+ index");
        const scenario = await load(`scenario s
dim group = ${groups}
dim unit = ${units}
data index[unit] = [u for u in unit]
data y[group, unit] = [[i + 0.1 * j for j in unit] for i in group]
prior mu[group] ~ Normal(0, 1)
for g in group {
  for u in unit {
    let looped[g, u] = ${body}
  }
}
let mapped[group, unit] = ${vector}
factor sum(looped) + sum(mapped) + sum(index) * 0
target mu`);
        const point = Array.from({ length: groups }, (_, i) => 0.3 - 0.2 * i);
        const looped = at(scenario, "looped", point);
        const mapped = at(scenario, "mapped", point);
        close(looped.value, mapped.value, 1e-14);
        close(looped.gradient, mapped.gradient, 1e-12);
      },
    ),
    { numRuns: 12, seed: 3 },
  );
});

test.run();
