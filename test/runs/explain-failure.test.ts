/** Errors of algorithms as diagnostics: the box or the statement behind them, and bugs passed on. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { BlackBox } from "../../src/blackbox/provider.ts";
import { explainFailure } from "../../src/runs/explain-failure.ts";
import { prepare } from "../../src/runs/infer.ts";
import { JobFailed } from "../../src/workers/failure.ts";
import { scenarioOf } from "../support/scenario.ts";

const start = (position: readonly number[]) =>
  new JobFailed({
    kind: "start",
    chain: 0,
    position: Float64Array.from(position),
    message: "chain 0 found no start",
  });

test("the statement whose density is not finite", async () => {
  const scenario = await scenarioOf(
    "data y[n] = [1, 9]\nprior a ~ Normal(0, 1)\nobserve y ~ Uniform(0, exp(a))\ntarget a",
  );
  const [diagnostic] = await explainFailure(prepare(scenario), start([0]));
  assert.is(diagnostic.code, "PAL5001");
  const { span } = diagnostic.labels[0];
  assert.is(scenario.source.text.slice(span.start, span.end), "observe y ~ Uniform(0, exp(a))");
  assert.ok(diagnostic.notes.includes("chain 0 found no start"));
});

test("an opaque box that answers NaN, which is asked again to know", async () => {
  const scenario = await scenarioOf(`dim k = 3\ndim f = 4
model net(real[f]) -> real[k] = tfjs("branches/model.json") access scores
prior x[f] ~ Normal(0, 1)\nobserve [0.2, 0.3, 0.5] ~ Normal(net(x), 0.2)\ntarget x`);
  let open = 0;
  const broken = (box: BlackBox): BlackBox => ({
    ...box,
    call: (_, rows, outputs) => void outputs.fill(Number.NaN, 0, 3 * rows),
    dispose: () => {
      open--;
      box.dispose();
    },
  });
  const boxes = [...scenario.boxes].map(([name, box]) => {
    const model = {
      ...box.model,
      async open() {
        open++;
        return broken(await box.model.open());
      },
    };
    return [name, { ...box, model }] as const;
  });
  const [diagnostic] = await explainFailure(
    prepare({ ...scenario, boxes: new Map(boxes) }),
    start([0.1, 0.2, 0.3, 0.4]),
  );
  assert.is(diagnostic.code, "PAL4012");
  assert.match(diagnostic.notes.join(), "0.100000, 0.200000");
  assert.is(open, 0);
});

test("an improper prior names the latent; bugs are not explained away", async () => {
  const scenario = await scenarioOf("prior b ~ Normal(0, 1)\nprior a ~ Flat()\nobserve 1 ~ Normal(a + b, 1)\ntarget a");
  const prepared = prepare(scenario);
  const [diagnostic] = await explainFailure(prepared, new JobFailed({ kind: "improper" }));
  assert.match(diagnostic.message, "`a`");
  for (const bug of [new TypeError("x is not a function"), new JobFailed({ kind: "bug", message: "oh" })]) {
    try {
      await explainFailure(prepared, bug);
      assert.unreachable();
    } catch (problem) {
      assert.is(problem, bug);
    }
  }
});

test.run();
