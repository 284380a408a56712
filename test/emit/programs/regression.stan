// regression
// What goes with strong wine? A linear regression whose posterior and evidence are known in closed form.
data {
  int<lower=0> predictor;
  int<lower=0> wine;
  vector[wine] alcohol;
  matrix[wine, predictor] z;
}
parameters {
  real<lower=0> variance;
  real level;
  vector[predictor] slope;
}
model {
  // prior variance ~ InverseGamma(3, 1)
  target += inv_gamma_lpdf(variance | 3, 1);

  // prior level ~ Normal(13, 5 * sqrt(variance))
  target += normal_lpdf(level | 13, 5 * sqrt(variance));

  // prior slope[predictor] ~ Normal(0, sqrt(variance))
  target += normal_lpdf(slope | 0, sqrt(variance));

  // observe alcohol ~ Normal(level + z @ slope, sqrt(variance))
  target += normal_lpdf(alcohol | level + z * slope, sqrt(variance));
}
