/** Solvers of std/ode against exact solutions: order, tolerance, derivatives. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { near, worthOf } from "./values.ts";

const head = `use "std/ode"
dim time = 6
data t[time] = [0.4 * (i + 1) for i in time]`;
const times = Array.from({ length: 6 }, (_, i) => 0.4 * (i + 1));

test("rk4 follows decay with an error that falls as the fourth power of the step", async () => {
  const exact = times.map((t) => Math.exp(-0.7 * t));
  const error = async (steps: number) => {
    const { value } = await worthOf(head, `rk4((y, t) => -p * y, 1, 0, t, ${steps})`);
    return Math.max(...value.map((x, i) => Math.abs(x - exact[i])));
  };
  const [coarse, fine] = [await error(2), await error(4)];
  assert.ok(coarse < 1e-5, `${coarse}`);
  const order = Math.log2(coarse / fine);
  assert.ok(order > 3.7 && order < 4.3, `order ${order}`);
});

test("rk4 takes time-dependent systems, and its derivative is that of the solution", async () => {
  // y' = p t, so y = p t^2 / 2, exactly.
  const { value, slope } = await worthOf(head, "rk4((y, u) => [p * u, y[0]], [0, 0], 0, t, 1)[.., 0]");
  near(
    value,
    times.map((t) => (0.7 * t * t) / 2),
    1e-12,
  );
  near([slope], [times.reduce((all, t) => all + (t * t) / 2, 0)], 1e-12);
});

test("dopri5 keeps to its tolerance", async () => {
  const omega = Math.sqrt(0.7);
  for (const tolerance of [1e-4, 1e-8]) {
    const { value, slope } = await worthOf(
      head,
      `dopri5((y, u) => [y[1], -p * y[0]], [1, 0], 0, t, ${tolerance}, 20)[.., 0]`,
    );
    const error = Math.max(...value.map((x, i) => Math.abs(x - Math.cos(omega * times[i]))));
    // The error of each step is held, and there are a few dozen of them.
    assert.ok(error < 50 * tolerance, `${tolerance}: ${error}`);
    const exact = times.reduce((all, t) => all - (t / (2 * omega)) * Math.sin(omega * t), 0);
    assert.ok(Math.abs(slope - exact) < 500 * tolerance, `${tolerance}: ${slope}, not ${exact}`);
  }
});

test("dopri5_reached tells where the steps were too few", async () => {
  const reached = async (most: number) =>
    (await worthOf(head, `dopri5_reached((y, u) => -50 * p * y, [1], 0, t, 1e-6, ${most})`)).value;
  near(await reached(80), times, 1e-9);
  assert.ok((await reached(2)).every((x, i) => x < times[i]));
});

test.run();
