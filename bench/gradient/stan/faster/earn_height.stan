// earn_height.stan with its regression as one function over a design matrix.
data {
  int<lower=0> N;
  vector[N] earn;
  vector[N] height;
}
transformed data {
  matrix[N, 1] X = [height']';
}
parameters {
  vector[2] beta;
  real<lower=0> sigma;
}
model {
  earn ~ normal_id_glm(X, beta[1], beta[2 : 2], sigma);
}
