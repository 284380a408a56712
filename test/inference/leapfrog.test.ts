/** The leapfrog integrator is reversible, keeps phase-space volume and is of second order. */
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { kick, kickAndDrift } from "../../src/inference/kernels/leapfrog.ts";

const inverseMass = Float64Array.of(0.5, 2);

/** Gradient of the log density -(x^4 + y^4) / 4 - x y / 2 - (x^2 + y^2) / 2. */
function gradient(q: Float64Array): Float64Array {
  return Float64Array.of(-(q[0] ** 3) - q[1] / 2 - q[0], -(q[1] ** 3) - q[0] / 2 - q[1]);
}

function energy(q: Float64Array, p: Float64Array): number {
  const kinetic = 0.5 * (inverseMass[0] * p[0] ** 2 + inverseMass[1] * p[1] ** 2);
  return kinetic + (q[0] ** 4 + q[1] ** 4) / 4 + (q[0] * q[1]) / 2 + (q[0] ** 2 + q[1] ** 2) / 2;
}

function integrate(q: Float64Array, p: Float64Array, step: number, steps: number): number {
  let kinetic = 0;
  for (let k = 0; k < steps; k++) {
    kickAndDrift(q, p, gradient(q), inverseMass, step);
    kinetic = kick(p, gradient(q), inverseMass, step);
  }
  return kinetic;
}

const coordinate = fc.double({ min: -1.5, max: 1.5, noNaN: true });

test("integrating back returns to the start", () => {
  fc.assert(
    fc.property(coordinate, coordinate, coordinate, coordinate, (q0, q1, p0, p1) => {
      const q = Float64Array.of(q0, q1);
      const p = Float64Array.of(p0, p1);
      integrate(q, p, 0.1, 20);
      integrate(q, p, -0.1, 20);
      // Rounding of 40 steps, amplified by the curvature of the path.
      const distance = Math.max(...[q[0] - q0, q[1] - q1, p[0] - p0, p[1] - p1].map(Math.abs));
      assert.ok(distance < 1e-11, String(distance));
    }),
    { seed: 1, numRuns: 100 },
  );
});

test("the energy error falls with the square of the step", () => {
  const error = (step: number): number => {
    const q = Float64Array.of(1, -0.5);
    const p = Float64Array.of(0.7, 0.4);
    const before = energy(q, p);
    let worst = 0;
    for (let t = 0; t < Math.round(2 / step); t++) {
      integrate(q, p, step, 1);
      worst = Math.max(worst, Math.abs(energy(q, p) - before));
    }
    return worst;
  };
  const order = Math.log2(error(0.02) / error(0.01));
  assert.ok(Math.abs(order - 2) < 0.05, String(order));
});

test("the returned kinetic energy is that of the momentum", () => {
  const q = Float64Array.of(1, -0.5);
  const p = Float64Array.of(0.7, 0.4);
  const kinetic = integrate(q, p, 0.1, 3);
  assert.ok(Math.abs(kinetic - 0.5 * (inverseMass[0] * p[0] ** 2 + inverseMass[1] * p[1] ** 2)) < 1e-15);
});

test("phase-space volume is kept: the Jacobian of a step has determinant 1", () => {
  const at = [0.3, -0.2, 0.5, 1.1];
  const h = 1e-5;
  const step = (state: number[]): number[] => {
    const q = Float64Array.from(state.slice(0, 2));
    const p = Float64Array.from(state.slice(2));
    integrate(q, p, 0.3, 1);
    return [...q, ...p];
  };
  const columns = at.map((_, k) => {
    const plus = step(at.map((x, i) => (i === k ? x + h : x)));
    const minus = step(at.map((x, i) => (i === k ? x - h : x)));
    return plus.map((x, i) => (x - minus[i]) / (2 * h));
  });
  // Central differences err by h^2 times third derivatives of order 10.
  assert.ok(Math.abs(determinant(columns) - 1) < 1e-7, String(determinant(columns)));
});

/** By Laplace expansion. */
function determinant(m: number[][]): number {
  if (m.length === 1) return m[0][0];
  return m[0].reduce((sum, x, k) => {
    const minor = m.slice(1).map((row) => row.filter((_, i) => i !== k));
    return sum + (k % 2 === 0 ? x : -x) * determinant(minor);
  }, 0);
}

test.run();
