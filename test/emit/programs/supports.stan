// supports
// Constraints of latents: bounds that are numbers, data and latents, in scalars, vectors and matrices; whole vectors and matrices.
data {
  int<lower=0> column;
  int<lower=0> row;
  matrix[3, 3] known1;
  matrix[row, column] y;
}
parameters {
  real low;
  vector<lower=0>[column] width;
  vector<lower=low, upper=low + width>[column] between;
  vector<lower=[1, 2, 3]'>[column] above;
  matrix<lower=-1, upper=1>[row, column] square_of;
  array[row] matrix<lower=0>[column, column] deep;
  array[row] simplex[column] share;
  array[row] cholesky_factor_corr[column] root;
  cov_matrix[column] spread;
}
model {
  // prior low ~ Normal(0, 1)
  target += normal_lpdf(low | 0, 1);

  // prior width[column] ~ Exponential(1)
  target += exponential_lpdf(width | 1);

  // prior between[column] ~ Uniform(low, low + width)
  target += uniform_lpdf(between | low, low + width);

  // prior above[column] ~ Pareto(1 + floor_of, 3)
  target += pareto_lpdf(above | [1, 2, 3]', 3);

  // prior square_of[row, column] ~ Uniform(-1, 1)
  target += uniform_lpdf(to_vector(square_of) | -1, 1);

  // prior deep[row, column, column] ~ HalfNormal(1)
  for (i in 1:2) {
    for (j in 1:3) {
      target += normal_lpdf(deep[i, j] | 0, 1) + 3 * log2();
    }
  }

  // prior share[row, column] ~ Dirichlet(2)
  for (i in 1:2) {
    target += dirichlet_lpdf(share[i] | rep_vector(2, 3));
  }

  // prior root[row, column, column] ~ LKJCholesky(1)
  for (i in 1:2) {
    target += lkj_corr_cholesky_lpdf(root[i] | 1);
  }

  // prior spread[column, column] ~ Wishart(4, identity(3))
  target += wishart_lpdf(spread | 4, known1);

  // observe y ~ Normal(between + above * square_of + share, 1 + sum(deep))
  matrix[2, 3] v1;
  for (i in 1:2) {
    v1[i] = share[i]';
  }
  matrix[2, 3] v2;
  for (i in 1:2) {
    for (j in 1:3) {
      v2[i, j] = sum(deep[i, j]);
    }
  }
  target += normal_lpdf(to_vector(y) | to_vector((rep_matrix(between, 2) + rep_matrix(above, 2) .* square_of' + v1')'), 1 + sum(v2));

  // factor -sum(square(root)) - sum(square(spread))
  array[2] matrix[3, 3] v3;
  for (i in 1:2) {
    for (j in 1:3) {
      for (k in 1:3) {
        v3[i, j, k] = square(root[i, j, k]);
      }
    }
  }
  matrix[2, 3] v4;
  for (i in 1:2) {
    for (j in 1:3) {
      v4[i, j] = sum(v3[i, j]);
    }
  }
  target += -sum(v4) - sum(square(spread));
}
