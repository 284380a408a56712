// names
// Names that mean something in Stan or JavaScript, names of functions that are printed, and two names for one value.
data {
  int<lower=0> int_;
  int<lower=0> i;
  vector[int_] vector_;
  vector[i] exp_;
}
parameters {
  real real_;
  vector[int_] matrix_;
  vector[i] target_;
  real<lower=0> lp_;
  real v1;
  vector[int_] var_;
}
transformed parameters {
  vector[int_] log_ = exp(real_ / 10) + matrix_;
}
model {
  // prior real ~ Normal(0, 1)
  target += normal_lpdf(real_ | 0, 1);

  // prior matrix[int] ~ Normal(0, 1)
  target += normal_lpdf(matrix_ | 0, 1);

  // prior target_[i] ~ Normal(0, 1)
  target += normal_lpdf(target_ | 0, 1);

  // prior lp__ ~ Exponential(1)
  target += exponential_lpdf(lp_ | 1);

  // prior v1 ~ Normal(0, 1)
  target += normal_lpdf(v1 | 0, 1);

  // prior var[int] ~ Normal(0, 1)
  target += normal_lpdf(var_ | 0, 1);

  // observe vector ~ Normal(log + v1 + var, 1)
  target += normal_lpdf(vector_ | log_ + v1 + var_, 1);

  // observe exp ~ Normal(target_, lp__)
  target += normal_lpdf(exp_ | target_, lp_);
}
generated quantities {
  vector[int_] function_of = log_ * 2;
  vector[int_] same = log_;
}
