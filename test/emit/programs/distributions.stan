// distributions
// Every distribution, on latents and on data, alone and in one and two axes; those that Stan lacks are printed as densities.
data {
  int<lower=0> one;
  int<lower=0> two;
  matrix[3, 3] known1;
  vector[one] real_;
  matrix[two, one] positive;
  matrix[2, 3] known2;
  vector[one] unit;
  vector[3] known3;
  vector[3] known4;
  vector[3] known5;
  vector[one] angle;
  array[one] int flag;
  array[two, one] int count;
  array[one] int count1;
  array[one] int trials;
  array[2, 3] int count2;
  matrix[two, one] count_real;
  array[one] int kind; // counted from 1
  array[2] int index1; // counted from 1
  array[2, 3] int count3;
  matrix[two, one] shares;
}
parameters {
  real a;
  real<lower=0> b;
  real<lower=0, upper=1> c;
  vector<lower=0>[one] d;
  matrix<lower=0>[two, one] e;
  vector<lower=0>[one] f;
  real<lower=a, upper=a + b> g;
  vector<lower=0, upper=d>[one] h;
  real<lower=1 + b> i;
  vector<lower=-3.141592653589793, upper=3.141592653589793>[two] k;
  real l;
  real<lower=0> n;
  vector[one] o;
  simplex[one] p;
  array[two] simplex[one] q;
  cov_matrix[one] cov;
  cholesky_factor_corr[one] factor_of;
  matrix[two, one] r;
  vector[one] s;
  vector[one] t;
  vector[one] u;
  vector[one] v;
  cov_matrix[one] back;
}
model {
  // prior a ~ Normal(0, 1)
  target += normal_lpdf(a | 0, 1);

  // prior b ~ HalfNormal(2)
  target += normal_lpdf(b | 0, 2) + log2();

  // prior c ~ Beta(2, 3)
  target += beta_lpdf(c | 2, 3);

  // prior d[one] ~ HalfStudentT(4, 2)
  target += student_t_lpdf(d | 4, 0, 2) + 3 * log2();

  // prior e[two, one] ~ HalfCauchy(1)
  target += cauchy_lpdf(to_vector(e) | 0, 1) + 6 * log2();

  // prior f[one] ~ HalfNormal(d)
  target += normal_lpdf(f | 0, d) + 3 * log2();

  // prior g ~ Uniform(a, a + b)
  target += uniform_lpdf(g | a, a + b);

  // prior h[one] ~ Uniform(0, d)
  target += uniform_lpdf(h | 0, d);

  // prior i ~ Pareto(1 + b, 2)
  target += pareto_lpdf(i | 1 + b, 2);

  // prior k[two] ~ VonMises(a, b)
  target += von_mises_lpdf(k | a, b);

  // prior p[one] ~ Dirichlet(d)
  target += dirichlet_lpdf(p | d);

  // prior q[two, one] ~ Dirichlet([1, 2, 3])
  for (i_ in 1:2) {
    target += dirichlet_lpdf(q[i_] | [1, 2, 3]');
  }

  // prior cov[one, one] ~ Wishart(5, identity(3))
  target += wishart_lpdf(cov | 5, known1);

  // prior factor_of[one, one] ~ LKJCholesky(2)
  target += lkj_corr_cholesky_lpdf(factor_of | 2);

  // prior r[two, one] ~ MvNormal(o, cov)
  for (i_ in 1:2) {
    target += multi_normal_lpdf(r[i_]' | o, cov);
  }

  // prior s[one] ~ MvNormalCholesky([a, b, c], factor_of)
  target += multi_normal_cholesky_lpdf(s | [a, b, c]', factor_of);

  // prior t[one] ~ MvNormalPrecision(o, cov)
  target += multi_normal_prec_lpdf(t | o, cov);

  // prior u[one] ~ MvStudentT(3 + b, s, cov)
  target += multi_student_t_lpdf(u | 3 + b, s, cov);

  // prior v[one] ~ GaussianRandomWalk(b)
  vector[3] v1;
  for (i_ in 1:3) {
    v1[i_] = i_ >= 2 ? v[i_ - 1] : 0.0;
  }
  target += -2.756815599614018 - 3 * log(b) - 0.5 * (sum(square(v - v1)) * square(inv(b)));

  // prior back[one, one] ~ InverseWishart(6, cov)
  target += inv_wishart_lpdf(back | 6, cov);

  // observe real ~ StudentT(3, o, b)
  target += student_t_lpdf(real_ | 3, o, b);

  // observe real ~ Cauchy(a, d)
  target += cauchy_lpdf(real_ | a, d);

  // observe real ~ Laplace(o, 2)
  target += double_exponential_lpdf(real_ | o, 2);

  // observe real ~ Logistic(a, b)
  target += logistic_lpdf(real_ | a, b);

  // observe real ~ Gumbel(a, b)
  target += gumbel_lpdf(real_ | a, b);

  // observe real ~ SkewNormal(a, b, l)
  target += skew_normal_lpdf(real_ | a, b, l);

  // observe positive ~ LogNormal(a, b)
  target += lognormal_lpdf(to_vector(positive) | a, b);

  // observe positive ~ Exponential(d)
  target += exponential_lpdf(to_vector(positive) | to_vector(rep_matrix(d', 2)));

  // observe positive ~ Gamma(e, d)
  target += gamma_lpdf(to_vector(positive) | to_vector(e), to_vector(rep_matrix(d', 2)));

  // observe positive ~ InverseGamma(b, n)
  target += inv_gamma_lpdf(to_vector(positive) | b, n);

  // observe positive ~ ChiSquare(d)
  target += chi_square_lpdf(to_vector(positive) | to_vector(rep_matrix(d', 2)));

  // observe positive ~ Weibull(b, n)
  target += weibull_lpdf(to_vector(positive) | b, n);

  // observe positive ~ Rayleigh(d)
  target += rayleigh_lpdf(to_vector(positive) | to_vector(rep_matrix(d', 2)));

  // observe positive ~ InverseGaussian(b, d)
  target += sum(rep_matrix((0.5 * (log(d) - 1.8378770664093453))', 2) - (known2 + 0.5 * rep_matrix(d', 2) .* (square(positive * inv(b) - 1) ./ positive)));

  // observe positive ~ HalfNormal(d)
  target += normal_lpdf(to_vector(positive) | 0, to_vector(rep_matrix(d', 2))) + 6 * log2();

  // observe unit ~ Beta(b, d)
  target += beta_lpdf(unit | b, d);

  // observe unit ~ LogitNormal(a, b)
  target += sum(-0.5 * square((known3 - a) * inv(b)) - 0.9189385332046727 - log(b) - known4);

  // observe unit ~ Kumaraswamy(b, d)
  target += sum(log(b) + log(d) + ((b - 1) * known5 + (d - 1) .* log(-expm1(b * known5))));

  // observe angle ~ VonMises(0.5, d)
  target += von_mises_lpdf(angle | 0.5, d);

  // observe flag ~ Bernoulli(c)
  target += bernoulli_lpmf(flag | c);

  // observe flag ~ BernoulliLogit(o)
  target += bernoulli_logit_lpmf(flag | o);

  // observe count ~ Binomial(6, c)
  for (i_ in 1:2) {
    target += binomial_lpmf(count[i_] | 6, c);
  }

  // observe count[0] ~ Binomial(trials, c)
  target += binomial_lpmf(count1 | trials, c);

  // observe count ~ BinomialLogit(trials, o)
  for (i_ in 1:2) {
    target += binomial_logit_lpmf(count[i_] | count2[i_], o);
  }

  // observe count ~ BetaBinomial(8, b, d)
  for (i_ in 1:2) {
    target += beta_binomial_lpmf(count[i_] | 8, b, d);
  }

  // observe count ~ Poisson(d)
  for (i_ in 1:2) {
    target += poisson_lpmf(count[i_] | d);
  }

  // observe count ~ PoissonLog(o)
  for (i_ in 1:2) {
    target += poisson_log_lpmf(count[i_] | o);
  }

  // observe count ~ NegativeBinomial(d, b)
  for (i_ in 1:2) {
    target += neg_binomial_2_lpmf(count[i_] | d, b);
  }

  // observe count ~ Geometric(c)
  real v2 = c < 1 ? log1p(-(c < 1 ? c : 0.0)) : negative_infinity();
  matrix[2, 3] v3;
  for (i_ in 1:2) {
    for (j in 1:3) {
      v3[i_, j] = count_real[i_, j] == 0 ? 0.0 : count_real[i_, j] * v2;
    }
  }
  target += sum(v3 + (0 < c ? log(0 < c ? c : 1.0) : negative_infinity()));

  // observe count ~ DiscreteUniform(0, 5)
  for (i_ in 1:2) {
    target += discrete_range_lpmf(count[i_] | 0, 5);
  }

  // observe kind ~ Categorical(p)
  target += categorical_lpmf(kind | p);

  // observe kind ~ CategoricalLogit(o)
  target += categorical_logit_lpmf(kind | o);

  // observe [1, 0] ~ Categorical(q)
  for (i_ in 1:2) {
    target += categorical_lpmf(index1[i_] | q[i_]);
  }

  // observe kind ~ OrderedLogistic(o, [-1, 1])
  for (i_ in 1:3) {
    target += ordered_logistic_lpmf(kind[i_] | o[i_], [-1, 1]');
  }

  // observe 2 ~ OrderedLogistic(a, [-1, 0, 1])
  target += ordered_logistic_lpmf(3 | a, [-1, 0, 1]');

  // observe [[1, 2, 3], [2, 2, 2]] ~ Multinomial(6, q)
  for (i_ in 1:2) {
    target += multinomial_lpmf(count3[i_] | q[i_]);
  }

  // observe shares ~ Dirichlet(10 * q)
  matrix[2, 3] v4;
  for (i_ in 1:2) {
    v4[i_] = q[i_]';
  }
  matrix[2, 3] v5 = 10 * v4;
  for (i_ in 1:2) {
    target += dirichlet_lpdf(shares[i_]' | v5[i_]');
  }

  // observe 3 ~ Poisson(n)
  target += poisson_lpmf(3 | n);

  // factor -square(i) - sum(square(f)) - sum(h) - g - sum(square(r)) - sum(square(t)) - sum(square(u)) - sum(sq...
  target += -square(i) - sum(square(f)) - sum(h) - g - sum(square(r)) - sum(square(t)) - sum(square(u)) - sum(square(v)) - sum(square(k)) - sum(square(back));
}
