/** Scenarios with discrete latents: independent, chains, trees, loops, hubs, bounds that differ. */

export const scenarios: Readonly<Record<string, string>> = {
  mixture: `
    dim record = 5
    dim part = 2
    data y[record] = [1, 2.5, -1, 0.5, 2.2]
    prior p[part] ~ Dirichlet(2)
    prior mu[part] ~ Normal(0, 3)
    prior sigma ~ HalfNormal(1)
    prior z[record] ~ Categorical(p)
    observe y ~ Normal(mu[z], sigma)
    target mu, z`,
  "mixture written with if": `
    dim record = 4
    data y[record] = [1, 2.5, -1, 0.5]
    prior w ~ Beta(2, 2)
    prior mu ~ Normal(0, 3)
    prior outlier[record] ~ Bernoulli(w)
    observe y ~ Normal(if outlier == 1 then 0 else mu, if outlier == 1 then 10 else 1)
    target mu, outlier`,
  "chain of factors": `
    dim time = 6
    data y[time] = [0.3, 1.1, 0.9, -0.2, 0.1, 1.4]
    prior stay ~ Beta(4, 2)
    prior mu ~ Normal(1, 1)
    prior z[time] ~ Bernoulli(0.5)
    let same = z[1..] == z[..5]
    factor if same then log(stay) else log(1 - stay)
    observe y ~ Normal(mu * z, 0.5)
    target mu, z`,
  "chain of a matrix": `
    dim time = 7
    dim state = 3
    dim to = 3
    data y[time] = [0.3, 1.1, 0.9, -0.2, 0.1, 1.4, 2]
    prior P[state, to] ~ Dirichlet([2, 1, 1])
    prior mu[state] ~ Normal(1, 1)
    prior z[time] ~ DiscreteUniform(0, 2)
    factor sum(log(P[z[..6], z[1..]]))
    observe y ~ Normal(mu[z], 0.5)
    target mu, z`,
  tree: `
    dim group = 2
    dim member = 5
    data of[member] = [0, 0, 1, 1, 1]
    data y[member] = [0.3, 1.1, 0.9, -0.2, 0.1]
    prior q ~ Beta(1, 1)
    prior root ~ Bernoulli(q)
    prior kind[group] ~ Bernoulli(if root == 1 then 0.8 else 0.3)
    prior z[member] ~ Bernoulli(if kind[of] == 1 then 0.9 else q)
    observe y ~ Normal(z, 0.5)
    target q, z`,
  "a loop of four": `
    dim corner = 4
    prior coupling ~ Normal(0, 1)
    prior z[corner] ~ Bernoulli(0.4)
    factor coupling * (z[0] * z[1] + z[1] * z[2] + z[2] * z[3] + z[3] * z[0])
    target coupling, z`,
  "counts that share a total": `
    dim site = 3
    data y[site] = [2, 0, 1]
    prior rate ~ Gamma(2, 1)
    prior p ~ Beta(2, 2)
    prior n[site] ~ DiscreteUniform([2, 0, 1], [5, 4, 3])
    observe y ~ Binomial(n, p)
    factor -0.1 * rate * (sum(n) - 6) ^ 2
    target rate, n`,
  "a prior that depends on it": `
    dim record = 3
    data y[record] = [0.1, 2, -1]
    prior s ~ HalfNormal(1)
    prior z[record] ~ Categorical([0.2, 0.3, 0.5])
    prior x[record] ~ Normal([-2, 0, 2][z], s)
    observe y ~ Normal(x + 0.1 * z, 0.3)
    target x, z`,
  "bounds that are latent": `
    dim site = 2
    data y[site] = [1, 2]
    prior p ~ Beta(2, 2)
    prior n ~ DiscreteUniform(1, 4)
    prior k[site] ~ Binomial(n, p)
    observe y ~ Normal(k, 0.7)
    target p, n`,
  "change point": `
    dim year = 6
    data y[year] = [4, 5, 4, 1, 0, 1]
    prior early ~ Exponential(1)
    prior late ~ Exponential(1)
    prior switch ~ DiscreteUniform(0, 5)
    observe y ~ Poisson(if (0..6) < switch then early else late)
    target early, switch`,
  "hidden Markov": `
    dim time = 7
    dim from = 3
    dim state = 3
    data y[time] = [0.3, 1.1, 0.9, -0.2, 0.1, 1.4, 2]
    data start[state] = [0.5, 0.3, 0.2]
    prior P[from, state] ~ Dirichlet([2, 1, 1])
    prior mu[state] ~ Normal([0, 1, 2], 1)
    for t in time {
      prior z[t] ~ Categorical(if t == 0 then start else P[z[t - 1]])
      observe y[t] ~ Normal(mu[z[t]], 0.5)
    }
    target mu, z`,
  "two chains": `
    dim row = 2
    dim time = 6
    data y[row, time] = [[0.3, 1.1, 0.9, -0.2, 0.1, 1.4], [2, 1, 0, 3, 1, 0]]
    prior q ~ Beta(2, 2)
    for t in time {
      prior z[row, t] ~ Bernoulli(if t == 0 then 0.5 else if z[.., t - 1] == 1 then 0.8 else q)
    }
    observe y ~ Normal(z, 0.7)
    target q, z`,
  "a chain with leaves": `
    dim time = 6
    data y[time] = [0.3, 1.1, 0.9, -0.2, 0.1, 1.4]
    prior q ~ Beta(2, 2)
    prior odd[time] ~ Bernoulli(0.1)
    for t in time {
      prior z[t] ~ Bernoulli(if t == 0 then 0.5 else if z[t - 1] == 1 then 0.8 else q)
    }
    observe y ~ Normal(z, if odd == 1 then 3 else 0.5)
    target q, z`,
  "a chain of the second order": `
    dim time = 7
    prior q ~ Beta(2, 2)
    for t in time {
      prior z[t] ~ Bernoulli(if t < 2 then 0.5 else if z[t - 1] == z[t - 2] then q else 0.4)
      observe 0.7 ~ Normal(z[t], 1)
    }
    target q, z`,
  "a chain that cannot go back": `
    dim time = 8
    data y[time] = [0.1, -0.2, 0.3, 1.1, 0.9, 1.2, 2.1, 1.8]
    dim state = 3
    data P[state, state] = [[0.7, 0.3, 0], [0, 0.7, 0.3], [0, 0, 1]]
    prior sigma ~ HalfNormal(1)
    for t in time {
      prior z[t] ~ Categorical(if t == 0 then [1, 0, 0] else P[z[t - 1]])
      observe y[t] ~ Normal(z[t], sigma)
    }
    target sigma, z`,
};
