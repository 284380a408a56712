/** Programs of value and gradient with dense matrix work or many exponentials, by name. */
import { fileURLToPath } from "node:url";
import { loadScenario } from "../../src/cli/scenario.ts";
import { densityPrograms } from "../../src/density/plan.ts";
import * as t from "../../src/tensor/build.ts";
import { differentiate } from "../../src/tensor/differentiate.ts";
import type { Node, Program } from "../../src/tensor/node.ts";
import { optimise } from "../../src/tensor/passes/optimise.ts";

const wave = (n: number, seed: number) => Float64Array.from({ length: n }, (_, i) => Math.sin(i * 12.9898 + seed));
export const matrix = (rows: number, columns: number, seed: number) =>
  t.constant(wave(rows * columns, seed), [rows, columns]);

/** The value of a function of one vector and its gradient. */
export function withGradient(dimension: number, value: (position: Node) => Node): Program {
  const position = t.input("position", 0, [dimension]);
  const first = optimise({
    buffers: { position: dimension, value: 1 },
    outputs: [{ buffer: "value", offset: 0, node: value(position) }],
  });
  const [{ node }] = first.outputs;
  return optimise({
    buffers: { position: dimension, value: 1, gradient: dimension },
    outputs: [
      { buffer: "value", offset: 0, node },
      { buffer: "gradient", offset: 0, node: differentiate(node, [position])[0] },
    ],
  });
}

const column = (x: Node) => t.reshape(x, [x.shape[0], 1]);
const row = (x: Node) => t.reshape(x, [x.shape[0]]);

/** Student-t residuals, so that no sufficient statistics exist. */
const robust = (n: number, k: number) => () =>
  withGradient(k, (b) => {
    const residual = t.sub(t.constant(wave(n, 5), [n]), row(t.matmul(matrix(n, k, 1), column(b))));
    return t.neg(t.sum(t.log1p(t.square(residual))));
  });

const logistic = (n: number, k: number) => () =>
  withGradient(k, (b) => {
    const score = row(t.matmul(matrix(n, k, 1), column(b)));
    const y = t.constant(
      wave(n, 5).map((x) => (x > 0 ? 1 : 0)),
      [n],
    );
    return t.sum(t.sub(t.mul(y, score), t.softplus(score)));
  });

/** Two normal components. */
const mixture = (n: number) => () =>
  withGradient(5, (p) => {
    const at = (i: number) => t.reshape(t.slice(p, 0, i, i + 1), []);
    const y = t.constant(
      wave(n, 1).map((x) => 5 * x),
      [n],
    );
    const part = (share: Node, mean: Node, logSd: Node) =>
      t.sub(t.sub(share, logSd), t.mul(0.5, t.square(t.mul(t.sub(y, mean), t.exp(t.neg(logSd))))));
    const share = t.neg(t.softplus(t.neg(at(0))));
    const rest = t.neg(t.softplus(at(0)));
    const both = t.stack([part(share, at(1), at(3)), part(rest, at(2), at(4))], 1);
    return t.sum(t.logsumexp(both, [1]));
  });

/** A net of one hidden layer at known inputs, by its weights. */
const net = (batch: number, inputs: number, hidden: number) => () =>
  withGradient(inputs * hidden + hidden, (p) => {
    const first = t.reshape(t.slice(p, 0, 0, inputs * hidden), [inputs, hidden]);
    const last = t.reshape(t.slice(p, 0, inputs * hidden, inputs * hidden + hidden), [hidden, 1]);
    const scores = t.matmul(t.tanh(t.matmul(matrix(batch, inputs, 3), first)), last);
    return t.neg(t.sum(t.square(t.sub(scores, 1))));
  });

/** A Gaussian process with noise, seen at n places: its covariance, factor and solve, by scale, length and noise. */
const gaussianProcess = (n: number) => () =>
  withGradient(3, (p) => {
    const at = (i: number) => t.exp(t.reshape(t.slice(p, 0, i, i + 1), []));
    const x = wave(n, 2);
    const distances = t.constant(
      Float64Array.from({ length: n * n }, (_, i) => (x[Math.floor(i / n)] - x[i % n]) ** 2),
      [n, n],
    );
    const shape = t.exp(t.neg(t.div(distances, t.broadcast(t.mul(2, t.square(at(1))), [n, n], []))));
    const covariance = t.add(
      t.mul(t.broadcast(t.square(at(0)), [n, n], []), shape),
      t.mul(t.broadcast(at(2), [n, n], []), t.unitMatrix(n)),
    );
    const l = t.cholesky(covariance);
    const z = t.triangularSolve(l, t.constant(wave(n, 5), [n, 1]));
    return t.neg(t.add(t.mul(0.5, t.sum(t.square(z))), t.sum(t.log(t.diagonal(l)))));
  });

export async function scenario(file: string): Promise<Program> {
  const path = fileURLToPath(new URL(`../../models/${file}`, import.meta.url));
  return densityPrograms((await loadScenario(path, { set: {} })).scenario, null, false).gradient;
}

export const programs: Readonly<Record<string, () => Program | Promise<Program>>> = {
  "robust regression, 5000 x 24": robust(5000, 24),
  "robust regression, 500 x 6": robust(500, 6),
  "logistic, 3020 x 4": logistic(3020, 4),
  "logistic, 3020 x 24": logistic(3020, 24),
  "mixture, 1000": mixture(1000),
  "net 784-200-1, batch 20": net(20, 784, 200),
  "net 16-8-1, batch 20": net(20, 16, 8),
  "Gaussian process, 11": gaussianProcess(11),
  "Gaussian process, 50": gaussianProcess(50),
  "Gaussian process, 100": gaussianProcess(100),
  "Gaussian process, 200": gaussianProcess(200),
  "Gaussian process, 400": gaussianProcess(400),
  "models/kkt": () => scenario("kkt/kkt.pal"),
};
