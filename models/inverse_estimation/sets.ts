/**
 * The data sets: rows that train, rows that test, features standardised by the former. Four are real, digits as 10 whitened
 * components; three are two Gaussian classes, where everything is known.
 */
import { readFileSync } from "node:fs";
import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { permutation, stream } from "./random.ts";

export const realSets = ["iris", "wine", "breast_cancer", "digits"] as const;
export const gaussianSets = ["gauss_1", "gauss_2", "gauss_3"] as const;
type RealSet = (typeof realSets)[number];
export type SetName = RealSet | (typeof gaussianSets)[number];

export interface Rows {
  readonly rows: readonly (readonly number[])[];
  /** A class, 0 .. classes - 1, for each. */
  readonly labels: readonly number[];
}

export interface DataSet {
  readonly name: SetName;
  readonly features: number;
  readonly classes: number;
  readonly train: Rows;
  readonly test: Rows;
  /** The share of each class among the rows that train. */
  readonly shares: readonly number[];
  /** Where it is known, the distribution of each class: normal about its centre, with the same standard deviations in all. */
  readonly known?: { readonly centres: readonly (readonly number[])[]; readonly sds: readonly number[] };
}

/** Rows that train and that test: fixed, and fewer than there are of the digits, so that the study ends in time. */
const sizes: Readonly<Record<RealSet, readonly [number, number]>> = {
  iris: [100, 50],
  wine: [119, 59],
  breast_cancer: [380, 189],
  digits: [600, 600],
};
/** Components of the digits. */
const components = 10;
const splitSeed = 20250422;

export function readSet(name: SetName): DataSet {
  const artificial = gaussianSets.find((other) => other === name);
  return artificial === undefined ? readReal(name as RealSet) : gaussian(artificial);
}

/** Of the Gaussian sets: features, rows, and how many standard deviations the classes are apart along the first feature. */
const [features, train, test, apart] = [4, 600, 4000, 2.5];

/** Two classes of equal share in four dimensions, with unit covariance. */
function gaussian(name: (typeof gaussianSets)[number]): DataSet {
  const random = stream(gaussianSets.indexOf(name) + 1);
  const part = (count: number): Rows => {
    const labels = Array.from({ length: count }, (_, i) => i % 2);
    const rows = labels.map((label) =>
      Array.from({ length: features }, (_, j) => random.normal() + (j === 0 ? (label - 0.5) * apart : 0)),
    );
    return { rows, labels };
  };
  const raw = part(train);
  const moments = momentsOf(raw.rows);
  const change = standardising(moments);
  const changed = ({ rows, labels }: Rows): Rows => ({ rows: rows.map(change), labels });
  const known = {
    centres: [-apart / 2, apart / 2].map((first) =>
      moments.map(({ mean, sd }, j) => ((j === 0 ? first : 0) - mean) / sd),
    ),
    sds: moments.map(({ sd }) => 1 / sd),
  };
  return { name, features, classes: 2, train: changed(raw), test: changed(part(test)), shares: [0.5, 0.5], known };
}

function readReal(name: RealSet): DataSet {
  const text = readFileSync(new URL(`./raw/${name}.csv`, import.meta.url), "utf8");
  const lines = text
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","));
  const words = [...new Set(lines.map((line) => line[line.length - 1]))].sort();
  const order = permutation(lines.length, stream(splitSeed));
  const all = order.map((i) => lines[i].slice(0, -1).map(Number));
  const labels = order.map((i) => words.indexOf(lines[i][lines[i].length - 1]));
  const [train, test] = sizes[name];
  const change = name === "digits" ? whitening(all.slice(0, train)) : standardising(momentsOf(all.slice(0, train)));
  const part = (from: number, to: number): Rows => ({
    rows: all.slice(from, to).map(change),
    labels: labels.slice(from, to),
  });
  const own = part(0, train);
  const shares = words.map((_, k) => own.labels.filter((label) => label === k).length / train);
  return {
    name,
    features: own.rows[0].length,
    classes: words.length,
    train: own,
    test: part(train, train + test),
    shares,
  };
}

type Change = (row: readonly number[]) => number[];

interface Moments {
  readonly mean: number;
  readonly sd: number;
}

function momentsOf(rows: readonly (readonly number[])[]): Moments[] {
  return rows[0].map((_, j) => {
    const column = rows.map((row) => row[j]);
    const mean = column.reduce((sum, x) => sum + x, 0) / rows.length;
    return { mean, sd: Math.sqrt(column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (rows.length - 1)) };
  });
}

function standardising(moments: readonly Moments[]): Change {
  return (row) => row.map((x, j) => (x - moments[j].mean) / moments[j].sd);
}

/** The first principal components, each divided by its standard deviation. */
function whitening(rows: readonly (readonly number[])[]): Change {
  const centre = rows[0].map((_, j) => rows.reduce((sum, row) => sum + row[j], 0) / rows.length);
  const centred = new Matrix(rows.map((row) => row.map((x, j) => x - centre[j])));
  const { rightSingularVectors: v, diagonal } = new SingularValueDecomposition(centred, { autoTranspose: true });
  return (row) =>
    Array.from({ length: components }, (_, k) => {
      const along = row.reduce((sum, x, j) => sum + (x - centre[j]) * v.get(j, k), 0);
      return (along * Math.sqrt(rows.length - 1)) / diagonal[k];
    });
}

/** Labels of which a share has been replaced by another class, drawn uniformly: the noise of a badly labelled set. */
export function noisy(labels: readonly number[], classes: number, share: number, seed: number): number[] {
  const random = stream(seed);
  const order = permutation(labels.length, random).slice(0, Math.round(share * labels.length));
  const changed = [...labels];
  for (const i of order) changed[i] = (changed[i] + 1 + random.below(classes - 1)) % classes;
  return changed;
}

/** Random unit vectors along which priors are moved. */
export function waysOf(features: number, count: number, seed: number): number[][] {
  const random = stream(seed);
  return Array.from({ length: count }, () => {
    const way = Array.from({ length: features }, () => random.normal());
    const length = Math.hypot(...way);
    return way.map((x) => x / length);
  });
}
