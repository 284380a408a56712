/** Names that a WebPPL program cannot give its variables: words of JavaScript, what the program calls, what WebPPL itself defines. */
import type { NameRules } from "../printed/names.ts";
import { helperNames } from "./helpers.ts";

const words = `
break case catch class const continue debugger default delete do else enum export extends false finally for function if implements
import in instanceof interface let new null package private protected public return static super switch this throw true try typeof
var void while with yield await async undefined NaN Infinity arguments eval globalStore global process require module exports
Math JSON Object Array String Number Boolean Date Function Error
model sample factor observe map map2 mapN mapIndexed reduce sum product repeat T ad dists util numeric params nn query
`;

/** WebPPL's own top-level functions: a variable of the program that takes the name of one takes its place everywhere. */
const header = `
Bernoulli Beta Binomial Categorical Cauchy Delta DiagCovGaussian Dirichlet Discrete Exponential Gamma Gaussian ImproperUniform Infer
IspNormal KDE Laplace LogNormal LogisticNormal LogitNormal MAP Marginal Matrix Mixture Multinomial MultivariateBernoulli
MultivariateGaussian Poisson RandomInteger SampleBasedMarginal Tensor TensorGaussian TensorLaplace Uniform Vector
affine all any append bernoulli beta bias binomial categorical cauchy checkNetName compose concat condition cons constF delta
deserializeDist diagCovGaussian dims dirichlet dirichletDrift discrete entropy error everyOther expectation exponential extend falseF
filter find first flip fourth gamma gaussian gaussianDrift groupBy gru gt idF idMatrix isEven isOdd ispNormal kde laplace last linear
listMean listStdev listVar logNormal logisticNormal logitNormal lstm lt makeBetaBernoulli makeDirichletDiscrete mapObject map_helper
marginalize maxWith mem mergeObj minWith mixture modelParam most multinomial multivariateBernoulli multivariateGaussian normalize
oneHot poisson randomInteger relu remove rest rnn second secondLast serializeDist sigmoid snoc softmax softplus sort sortOn span
squishToProbSimplex stack tanh tensorGaussian tensorLaplace third trueF uniform uniformDraw uniformDrift xavier zip
`;

const wordsOf = (text: string) => text.split(/\s+/).filter((word) => word !== "");
const capitals = wordsOf(header).filter((word) => /^[A-Z]/.test(word));

/** For names within functions, which may hide WebPPL's functions but not what the program calls. */
export const webpplNames: NameRules = { reserved: new Set([...wordsOf(words), ...capitals, ...helperNames]) };

/** For names at the top level. */
export const headerNames: ReadonlySet<string> = new Set(wordsOf(header));
