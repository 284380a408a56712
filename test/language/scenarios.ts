/** The three scenarios of the design, as texts for the parser's tests. */

const iris = `/// Which flowers got these scores? The features of 20 unseen flowers, from the scores a released classifier gave them.
scenario iris

dim record  = 20
dim feature = { sepal_length, sepal_width, petal_length, petal_width }
dim species = { setosa, versicolor, virginica }

param sharpness = 200                                  // an assumed tolerance: --set sharpness=50, or --vary
data  seen[record, species]   = csv("scores.csv")
data  known[flower, feature]  = csv("known_flowers.csv")   // measured flowers: what the analyst knows beforehand
data  kind[flower]            = csv("known_flowers.csv").species
model classifier(real[feature]) -> simplex[species] = tfjs("classifier/model.json") access parameters

prior   x[record, feature] ~ MvNormal(mean(known, over = flower), covariance(known, over = flower))
observe seen ~ Dirichlet(1 + sharpness * classifier(x))
target  x
truth   x = csv("records.csv")                         // for scoring after the run; inference can never read it

data  class[species] = [0, 1, 2]
let   member  = kind == class                           // what knowing only the label would give
let   centre  = sum(member * known, over = flower) / sum(member, over = flower)
control x     = centre[argmax(seen, over = species)] as class_means

infer nuts = nuts(chains = 4, warmup = 1000, draws = 1000)
infer smc  = smc(particles = 2000, move = rwm(steps = 10))
`;

const eightSchools = `scenario eight_schools
dim school = 8
data y[school]     = [28, 8, -3, 7, -1, 1, 18, 12]
data sigma[school] = [15, 10, 16, 11, 9, 11, 10, 18]
prior mu        ~ Normal(0, 5)
prior tau       ~ HalfCauchy(5)
prior z[school] ~ Normal(0, 1)
let   theta = mu + tau * z                              // in the output because target names it
observe y ~ Normal(theta, sigma)
target mu, tau, theta
`;

const kkt = `/// Haim et al. 2022: the weights of a trained classifier are a weighted sum over its margin points.
scenario kkt
dim candidate = 20
dim pixel     = 784
dim image     = 10
model f(real[pixel]) -> real = tfjs("victim/model.json", relu_derivative = sigmoid(60)) access parameters
data  sign[candidate] = repeat([-1, 1], 10)
prior x[candidate, pixel] ~ Uniform(-1, 1)              // pixels minus the training mean
prior lambda[candidate]   ~ Uniform(0.02, 0.5)
observe parameters(f) ~ Normal(sum(lambda * sign * parameter_gradient(f, x), over = candidate), 0.01)
target  x
truth   x[image, pixel] = npy("train.npy") matched ncc  // 10 true images against 20 candidates: assigned one to one
control x[image, pixel] = npy("held_out.npy")           // images the victim never saw, scored the same way
infer map(optimizer = adam(rate = 0.03, decay = cosine), starts = 10, steps = 3_000,
          start = { x: Normal(0, 0.01), lambda: Uniform(0.02, 0.05) },
          within = { x: row_space(f, rank = 20, penalty = 5000) })   // x = basis @ z; the pixel box becomes penalty * relu(|x| - 1)^2
`;

export const scenarios = { iris, eightSchools, kkt };
