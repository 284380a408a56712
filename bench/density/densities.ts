/** The density of eight schools as a tensor program, built by hand as the compiler builds it. */
import * as t from "../../src/tensor/build.ts";
import { differentiate } from "../../src/tensor/differentiate.ts";
import type { Node, Program } from "../../src/tensor/node.ts";
import { optimise } from "../../src/tensor/passes/optimise.ts";

const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI);

function normal(x: t.Operand, mean: t.Operand, sd: t.Operand): Node {
  const z = t.div(t.sub(x, mean), sd);
  return t.sub(t.sub(t.mul(t.square(z), -0.5), t.log(t.toNode(sd))), halfLogTwoPi);
}

interface Parameter {
  readonly offset: number;
  readonly node: Node;
}

/** Parts and gradient of prior + temperature * likelihood, parts [part, 2] from two vectors of part densities. */
function density(parameters: readonly Parameter[], prior: Node, likelihood: Node, dimension: number): Program {
  const parts = prior.shape[0];
  const temperature = t.input("temperature", 0, [parts]);
  const objective = t.sum(t.add(prior, t.mul(temperature, likelihood)));
  const gradients = differentiate(
    objective,
    parameters.map(({ node }) => node),
  );
  return optimise({
    buffers: { position: dimension, temperature: parts, parts: 2 * parts, gradient: dimension },
    outputs: [
      { buffer: "parts", offset: 0, node: t.stack([prior, likelihood], 1) },
      ...parameters.map(({ offset }, i) => ({ buffer: "gradient", offset, node: gradients[i] })),
    ],
  });
}

const one = (x: Node) => t.reshape(x, [1]);

/** Non-centred eight schools over (mu, log tau, z). */
export function eightSchools(y: readonly number[], sigma: readonly number[]): Program {
  const n = y.length;
  const mu = t.input("position", 0, []);
  const logTau = t.input("position", 1, []);
  const z = t.input("position", 2, [n]);
  const tau = t.exp(logTau);
  // half Cauchy(0, 5): 2 / (5 pi (1 + (tau / 5)^2))
  const halfCauchy = t.sub(Math.log(2 / (5 * Math.PI)), t.log1p(t.square(t.div(tau, 5))));
  const prior = t.add(t.add(normal(mu, 0, 5), t.add(halfCauchy, logTau)), t.sum(normal(z, 0, 1)));
  const likelihood = t.sum(normal(t.constant(y, [n]), t.add(mu, t.mul(tau, z)), t.constant(sigma, [n])));
  return density(
    [
      { offset: 0, node: mu },
      { offset: 1, node: logTau },
      { offset: 2, node: z },
    ],
    one(prior),
    one(likelihood),
    2 + n,
  );
}
