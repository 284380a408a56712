// operations
// Every operation of tensor programs on quantities that depend on latents, in one, two and three axes.
functions {
  real sign_of(real x) {
    return x > 0 ? 1.0 : x < 0 ? -1.0 : 0.0;
  }
  real log_normal_cdf(real x) {
    return std_normal_lcdf(x | );
  }
  // has the sign of b
  real modulo(real a, real b) {
    return a - b * floor(a / b);
  }
  // the index of the first largest element, counted from 0
  real first_largest(vector x) {
    int best = 1;
    for (i in 2:size(x)) if (x[i] > x[best]) best = i;
    return best - 1.0;
  }
}
data {
  int<lower=0> column;
  int<lower=0> row;
  int<lower=0> layer;
  int<lower=0> six;
  array[six] int which; // counted from 1
  array[6] int index1; // counted from 1
  matrix[3, 3] known1;
  vector[six] noise;
  vector[4] known2;
  array[row, column] int counts;
  array[row, layer] int pairs; // counted from 1
  matrix[column, layer] weights;
}
parameters {
  real a;
  real<lower=0> b;
  vector[column] v;
  vector<lower=0>[row] w;
  matrix[row, column] m;
  array[layer] matrix[row, column] t;
  array[row] simplex[column] s;
  simplex[column] p;
  vector[row] g;
  matrix[layer, row] h;
}
transformed parameters {
  vector[six] gathered = v[which] + to_vector(m')[index1];
  matrix[2, 2] slices = m[2:3, ][, 2:3] * m[1:2, ][, 2:3]';
  matrix[3, 3] spaced = append_row(to_matrix([w[1], w[2], w[3]]', 1, 3, 0), append_row(to_matrix([w[1], w[2], w[3]]', 1, 3, 0), to_matrix([w[1], w[2], w[3]]', 1, 3, 0))) - append_row(to_matrix([w[1], w[2], w[3]]', 1, 3, 0), append_row(to_matrix([w[1], w[2], w[3]]', 1, 3, 0), to_matrix([w[1], w[2], w[3]]', 1, 3, 0)))';
  matrix[3, 3] kernel = exp(-square(spaced) / 2) + known1;
  matrix[3, 3] root = cholesky_decompose(kernel);
}
model {
  // prior a ~ Normal(0.5, 1)
  target += normal_lpdf(a | 0.5, 1);

  // prior b ~ Gamma(2, 2)
  target += gamma_lpdf(b | 2, 2);

  // prior v[column] ~ Normal(0, 1)
  target += normal_lpdf(v | 0, 1);

  // prior w[row] ~ Exponential(1)
  target += exponential_lpdf(w | 1);

  // prior m[row, column] ~ Normal(0, b)
  target += normal_lpdf(to_vector(m) | 0, b);

  // prior t[layer, row, column] ~ Normal(a, 1)
  for (i in 1:2) {
    for (j in 1:3) {
      target += normal_lpdf(t[i, j] | a, 1);
    }
  }

  // prior s[row, column] ~ Dirichlet(2)
  for (i in 1:3) {
    target += dirichlet_lpdf(s[i] | rep_vector(2, 4));
  }

  // prior p[column] ~ Dirichlet([1, 2, 3, 4])
  target += dirichlet_lpdf(p | [1, 2, 3, 4]');

  // prior g[row] ~ MvNormal(w, kernel)
  target += multi_normal_lpdf(g | w, kernel);

  // prior h[layer, row] ~ MvNormalCholesky([0, 0, 0], root)
  for (i in 1:2) {
    target += multi_normal_cholesky_lpdf(h[i]' | [0, 0, 0]', root);
  }

  // observe noise ~ Normal(gathered + a, 1 + b)
  target += normal_lpdf(noise | gathered + a, 1 + b);

  // observe noise[..4] ~ Normal(smooth, 1)
  vector[column] smooth = exp(-square(v)) + log(w[1] + 1) * sqrt(b) / (1 + abs(a)) - log1p(b) ^ 2;
  target += normal_lpdf(known2 | smooth, 1);

  // observe counts ~ Poisson(exp(angles / 10))
  matrix[row, column] angles = sin(m) .* rep_matrix(cos(v)', 3) + tan(a) / 10 - asin(inv_logit(m) / 2) + rep_matrix(acos(tanh(v) / 2)', 3) + atan(m) + sinh(a) + rep_matrix(cosh(v)', 3);
  matrix[3, 4] v1 = exp(angles / 10);
  for (i in 1:3) {
    target += poisson_lpmf(counts[i] | v1[i]);
  }

  // factor -square(special)
  vector[3] v2;
  for (i in 1:3) {
    v2[i] = log_normal_cdf(-w[i]);
  }
  vector[row] special = lgamma(b + 1) + digamma(w + 1) + erf(w) - erfc(w) + v2 + erfc(w * -0.7071067811865476) * 0.5 + log1p_exp(w) + expm1(-w);
  target += sum(-square(special));

  // factor -0.1 * square(pieces) + logic + 0.01 * powers
  vector[4] v3 = fmax(v, 0);
  vector[4] v4;
  for (i in 1:4) {
    v4[i] = sign_of(v[i]);
  }
  matrix[column, row] pieces;
  for (i in 1:4) {
    for (j in 1:3) {
      pieces[i, j] = a < v[i] ? v3[i] : 0 < m[j, i] ? modulo(floor(m[j, i]), 3) : floor(2 * m[j, i] + 0.5) + ceil(m[j, i]) - v4[i];
    }
  }
  vector[4] v5;
  for (i in 1:4) {
    v5[i] = 0 < a && v[i] < 1 ? 1.0 : 0.0;
  }
  vector[4] v6;
  for (i in 1:4) {
    v6[i] = !(b <= 1) || v[i] == 2 ? 1.0 : 0.0;
  }
  vector[4] v7;
  for (i in 1:4) {
    v7[i] = v[i] != 0 ? 1.0 : 0.0;
  }
  vector[column] logic = v5 + v6 + v7;
  matrix[3, 4] v8;
  for (i in 1:3) {
    for (j in 1:4) {
      v8[i, j] = modulo(m[i, j], 2);
    }
  }
  matrix[column, row] powers = rep_matrix(b .^ v + w[2] ^ 2, 3) + (2 .^ m)' - fmin(m, rep_matrix(v', 3))' + rep_matrix(fmax(a, v), 3) + (b .^ m)' + v8';
  target += sum(-0.1 * square(pieces) + rep_matrix(logic, 3) + 0.01 * powers);

  // factor by_row - middle / 10 - centred ^ 2 + spread + peaks
  matrix[2, 3] v9;
  for (i in 1:2) {
    for (j in 1:3) {
      v9[i, j] = sum(t[i, j]);
    }
  }
  array[2] matrix[4, 3] v10;
  for (i in 1:2) {
    for (j in 1:4) {
      for (k in 1:3) {
        v10[i, j, k] = 1 + t[i, k, j] / 10;
      }
    }
  }
  matrix[2, 4] v11;
  for (i in 1:2) {
    for (j in 1:4) {
      v11[i, j] = prod(v10[i, j]);
    }
  }
  array[3] matrix[4, 2] v12;
  for (i in 1:3) {
    for (j in 1:4) {
      for (k in 1:2) {
        v12[i, j, k] = t[k, i, j];
      }
    }
  }
  matrix[3, 4] v13;
  for (i in 1:3) {
    for (j in 1:4) {
      v13[i, j] = max(v12[i, j]);
    }
  }
  matrix[layer, row] by_row = v9 + v11[1, 1] + v13[1, 1];
  array[2] matrix[4, 3] v14;
  for (i in 1:2) {
    for (j in 1:4) {
      for (k in 1:3) {
        v14[i, j, k] = t[i, k, j];
      }
    }
  }
  matrix[2, 4] v15;
  for (i in 1:2) {
    for (j in 1:4) {
      v15[i, j] = log_sum_exp(v14[i, j]);
    }
  }
  vector[4] v16;
  for (i in 1:4) {
    v16[i] = min(m[, i]);
  }
  matrix[layer, column] middle = v15 - rep_matrix(v16', 2);
  matrix[2, 4] v17 = middle / 10;
  vector[4] v18;
  for (i in 1:4) {
    v18[i] = sum(m[, i]);
  }
  matrix[row, column] centred = m - rep_matrix((v18 * 0.3333333333333333)', 3);
  matrix[3, 4] v19 = centred .^ 2;
  vector[3] v20;
  for (i in 1:3) {
    v20[i] = sum(m[i]);
  }
  matrix[3, 4] v21 = square(m - rep_matrix(v20 * 0.25, 4));
  vector[3] v22;
  for (i in 1:3) {
    v22[i] = sum(v21[i]);
  }
  vector[4] v23;
  for (i in 1:4) {
    v23[i] = sum(m[, i]);
  }
  matrix[3, 4] v24 = m - rep_matrix((v23 * 0.3333333333333333)', 3);
  matrix[4, 4] v25 = v24' * v24;
  vector[row] spread = sqrt(v22 * 0.3333333333333333) + sum(square(w - sum(w) * 0.3333333333333333)) * 0.5 + v25[1, 2] * 0.5;
  matrix[4, 3] v26 = m';
  vector[4] v27;
  for (i in 1:4) {
    v27[i] = first_largest(-v26[i]');
  }
  real peaks = m[2, 2] + first_largest(v) * a + v27[3];
  array[2] matrix[3, 4] v28;
  for (i in 1:2) {
    for (j in 1:3) {
      for (k in 1:4) {
        v28[i, j, k] = by_row[i, j] - v17[i, k] - v19[j, k] + spread[j] + peaks;
      }
    }
  }
  for (i in 1:2) {
    target += sum(v28[i]);
  }

  // factor 0.1 * shares + totals / 10
  vector[3] v29;
  for (i in 1:3) {
    v29[i] = log_sum_exp(m[i]);
  }
  vector[4] v30;
  for (i in 1:4) {
    v30[i] = log_sum_exp(m[, i]);
  }
  matrix[row, column] shares = exp(m - rep_matrix(v29, 4)) + (m - rep_matrix(v30', 3));
  matrix[4, 3] v31 = m';
  matrix[4, 3] v32;
  for (i in 1:4) {
    v32[i] = cumulative_sum(v31[i]);
  }
  matrix[3, 4] v33 = v32';
  matrix[3, 4] v34;
  for (i in 1:3) {
    v34[i] = cumulative_sum(m[i]);
  }
  matrix[column, row] totals = rep_matrix(cumulative_sum(v), 3) + v33' + v34';
  target += sum(0.1 * shares + (totals / 10)');

  // factor grid - sum(joined) + stacked[3, 0] - turned[1]
  matrix[3, 2] v35;
  for (i in 1:3) {
    for (j in 1:2) {
      v35[i, j] = v[pairs[i, j]];
    }
  }
  matrix[row, layer] grid = v35 .* rep_matrix(w, 2);
  vector[9] joined = append_row(v, append_row(w, [a, b]'));
  matrix[4, column] stacked = append_row(m, to_matrix([a, b, a, b]', 1, 4, 0));
  vector[4] v36 = m' * w;
  target += sum(grid - sum(joined) + stacked[4, 1] - v36[2]);

  // factor slices[0, 0] * slices
  target += sum(slices[1, 1] * slices);

  // factor -square(contracted) / 100 + deep / 10 + table[1, 0] * table[0, 1]
  matrix[row, layer] contracted = m * weights + sum(m * v);
  vector[3] v37;
  for (i in 1:3) {
    v37[i] = t[2, i, 3];
  }
  matrix[6, 4] v38;
  for (i in 1:6) {
    for (j in 1:4) {
      v38[i, j] = t[(i - 1) %/% 3 + 1, (i - 1) % 3 + 1, j];
    }
  }
  matrix[row, layer] deep = rep_matrix(v37 + t[1, 3, 4], 2) + to_matrix(to_vector((v38 * to_matrix(v, 4, 1, 0))'), 2, 3, 0)';
  matrix[2, 2] table = append_row(to_matrix([a, b]', 1, 2, 0), to_matrix([b ^ 2, a * b]', 1, 2, 0));
  target += sum(-square(contracted) / 100 + deep / 10 + table[2, 1] * table[1, 2]);

  // factor log(s) / 10 + p * s + root[2, 1] + sum(g) * sum(h)
  matrix[3, 4] v39;
  for (i in 1:3) {
    v39[i] = s[i]';
  }
  target += sum(log(v39) / 10 + (rep_matrix(p, 3) .* v39')' + root[3, 2] + sum(g) * sum(h));
}
