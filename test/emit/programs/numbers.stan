// numbers
// Numbers that other languages read otherwise: whole ones between which is chosen, and infinite ones.
data {
  vector[3] lowest;
  vector[3] above;
}
parameters {
  real a;
  real<lower=0> s;
}
model {
  // prior a ~ Normal(0, 1)
  target += normal_lpdf(a | 0, 1);

  // prior s ~ HalfNormal(1)
  target += normal_lpdf(s | 0, 1) + log2();

  // observe 0.4 ~ Normal((if a > 0 then 1 else 2) / (if s > 0.7 then 3 else 4), 1)
  target += normal_lpdf(0.4 | (0 < a ? 1.0 : 2.0) / (0.7 < s ? 3.0 : 4.0), 1);

  // observe 0.2 ~ Normal((a > 0) / (if s > 0.7 then 3 else 4), 1)
  target += normal_lpdf(0.2 | (0 < a ? 1.0 : 0.0) / (0.7 < s ? 3.0 : 4.0), 1);

  // observe 0.1 ~ Normal(sum(max(lowest, a) + min(above, s)), 2)
  target += normal_lpdf(0.1 | sum(fmax(lowest, a) + fmin(above, s)), 2);
}
