// logearn_interaction.stan with its regression as one function over a design matrix.
data {
  int<lower=0> N;
  vector[N] earn;
  vector[N] height;
  vector[N] male;
}
transformed data {
  vector[N] log_earn = log(earn);
  vector[N] inter = height .* male;
  matrix[N, 3] X = [height', male', inter']';
}
parameters {
  vector[4] beta;
  real<lower=0> sigma;
}
model {
  log_earn ~ normal_id_glm(X, beta[1], beta[2 : 4], sigma);
}
