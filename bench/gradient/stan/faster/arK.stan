// arK.stan with its loop over times as one function over the matrix of earlier values.
data {
  int<lower=0> K;
  int<lower=0> T;
  array[T] real y;
}
transformed data {
  vector[T - K] later = to_vector(y[(K + 1) : T]);
  matrix[T - K, K] X;
  for (k in 1 : K) {
    X[ : , k] = to_vector(y[(K + 1 - k) : (T - k)]);
  }
}
parameters {
  real alpha;
  vector[K] beta;
  real<lower=0> sigma;
}
model {
  alpha ~ normal(0, 10);
  beta ~ normal(0, 10);
  sigma ~ cauchy(0, 2.5);
  later ~ normal_id_glm(X, alpha, beta, sigma);
}
