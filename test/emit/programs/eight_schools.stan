// eight_schools
// How much does coaching raise test scores, in eight schools? (Rubin 1981; Gelman et al. 2013, section 5.5)
data {
  int<lower=0> school;
  vector[school] y;
  vector[school] sigma;
}
parameters {
  real mu;
  real<lower=0> tau;
  vector[school] z;
}
transformed parameters {
  vector[school] theta = mu + tau * z;
}
model {
  // prior mu ~ Normal(0, 5)
  target += normal_lpdf(mu | 0, 5);

  // prior tau ~ HalfCauchy(5)
  target += cauchy_lpdf(tau | 0, 5) + log2();

  // prior z[school] ~ Normal(0, 1)
  target += normal_lpdf(z | 0, 1);

  // observe y ~ Normal(theta, sigma)
  target += normal_lpdf(y | theta, sigma);
}
