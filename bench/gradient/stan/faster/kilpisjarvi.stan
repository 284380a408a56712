// kilpisjarvi.stan with its regression as one function over a design matrix.
data {
  int<lower=0> N;
  vector[N] x;
  vector[N] y;
  real pmualpha;
  real psalpha;
  real pmubeta;
  real psbeta;
}
transformed data {
  matrix[N, 1] X = [x']';
}
parameters {
  real alpha;
  real beta;
  real<lower=0> sigma;
}
model {
  alpha ~ normal(pmualpha, psalpha);
  beta ~ normal(pmubeta, psbeta);
  y ~ normal_id_glm(X, alpha, [beta]', sigma);
}
