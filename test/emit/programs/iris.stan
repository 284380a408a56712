// iris
// Which flowers got these scores? The features of 20 unseen flowers, from the scores a released classifier gave them.
data {
  int<lower=0> record;
  int<lower=0> feature;
  int<lower=0> species;
  vector[4] known1;
  matrix[4, 4] known2;
  matrix[record, species] seen;
  matrix[4, 16] classifier_1;
  vector[16] classifier_2;
  matrix[16, 3] classifier_3;
  vector[3] classifier_4;
}
parameters {
  matrix[record, feature] x;
}
model {
  // prior x[record, feature] ~ MvNormal(mean(known, over = flower), covariance(known, over = flower))
  for (i in 1:20) {
    target += multi_normal_lpdf(x[i]' | known1, known2);
  }

  // observe seen ~ Dirichlet(1 + sharpness * classifier(x))
  matrix[20, 3] v1 = tanh(x * classifier_1 + rep_matrix(classifier_2', 20)) * classifier_3 + rep_matrix(classifier_4', 20);
  vector[20] v2;
  for (i in 1:20) {
    v2[i] = log_sum_exp(v1[i]);
  }
  matrix[20, 3] v3 = 1 + 200 * exp(v1 - rep_matrix(fmax(v2, -1.7976931348623157e+308), 3));
  for (i in 1:20) {
    target += dirichlet_lpdf(seen[i]' | v3[i]');
  }
}
