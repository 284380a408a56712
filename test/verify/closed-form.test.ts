/** The references that runs are checked against, themselves checked against SciPy 1.17 (closed-form.py prints the numbers). */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { eightSchoolsByQuadrature } from "../../verify/support/eight-schools.ts";
import { regressionClosedForm } from "../../verify/support/regression.ts";
import { logGamma } from "../../verify/support/stirling.ts";

function close(actual: number, expected: number, relative: number): void {
  const bound = relative * Math.abs(expected);
  assert.ok(Math.abs(actual - expected) <= bound, `${actual} is not ${expected} within ${relative}`);
}

test("log gamma gives log factorials, and log sqrt(pi) at 1/2", () => {
  let logFactorial = 0;
  for (let n = 1; n < 400; n++) {
    assert.ok(Math.abs(logGamma(n) - logFactorial) <= 1e-14 * Math.max(1, logFactorial), `log Gamma(${n})`);
    logFactorial += Math.log(n);
  }
  close(logGamma(0.5), 0.5 * Math.log(Math.PI), 2e-14);
});

test("regression: the conjugate posterior", () => {
  const { coefficients, variance, logEvidence } = regressionClosedForm();
  const means = [
    13.000617838687916, 0.1303729028673451, 0.08269766591453379, 0.324157538648233, 0.04650406044737251,
    0.39109407100178933,
  ];
  const sds = [
    0.04041484337803208, 0.04933485500609359, 0.05450199483857811, 0.05592232962356177, 0.0630684169815759,
    0.054267920253968246,
  ];
  // 178 rows summed in another order.
  for (const [i, { mean, sd }] of coefficients.entries()) {
    close(mean, means[i], 1e-10);
    close(sd, sds[i], 1e-10);
  }
  close(variance.mean, 0.2908033369959744, 1e-10);
  close(variance.sd, 0.030653363202826217, 1e-10);
  close(logEvidence, -159.28975206232022, 1e-10);
});

test("eight schools: quadrature over tau alone", () => {
  const { moments, logEvidence } = eightSchoolsByQuadrature();
  close(logEvidence, -31.311347352292785, 1e-10);
  // tau^2 times the posterior of u is not smooth at its end: the midpoint rule falls short there.
  close(moments.mu.mean, 4.396820713833002, 1e-8);
  close(moments.mu.sd, 3.3177044631395667, 1e-8);
  close(moments.tau.mean, 3.5977054840976628, 1e-8);
  close(moments.tau.sd, 3.219958414662765, 1e-8);
  close(moments["theta[0]"].mean, 6.21188420405629, 1e-8);
});

test.run();
