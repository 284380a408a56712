data {
  int<lower=0> J;
  int<lower=0> N;
  array[N] int<lower=1, upper=J> district_idx;
  vector[N] urban;
  vector[N] age;
  array[N] int<lower=0, upper=1> uses;
}
parameters {
  real mu;
  real mu_town;
  real<lower=0> sigma;
  real<lower=0> sigma_town;
  real beta;
  vector[J] level;
  vector[J] town;
}
model {
  mu ~ normal(0, 2);
  mu_town ~ normal(0, 2);
  sigma ~ normal(0, 1);
  sigma_town ~ normal(0, 1);
  beta ~ normal(0, 1);
  level ~ normal(mu, sigma);
  town ~ normal(mu_town, sigma_town);
  uses ~ bernoulli_logit(level[district_idx] + town[district_idx] .* urban + beta * age);
}
