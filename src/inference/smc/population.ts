/** The particles of one island in flat arrays, with their family tree. */
import type { Target } from "../kernel.ts";
import { layoutParts, type PartLayout } from "../parts.ts";
import { type Point, tempered } from "../point.ts";

export class Population {
  /** [size, dimension] */
  readonly positions: Float64Array;
  /** [size, partCount, 2]: log prior and log likelihood. */
  readonly parts: Float64Array;
  /** [size, partCount]: the particle of the first generation that each part descends from. */
  readonly families: Int32Array;
  /** [size, dimension]: meaningful after an evaluation that wanted them. */
  private readonly gradients: Float64Array;
  private readonly layout: PartLayout;
  private readonly before: Float64Array;

  constructor(
    readonly size: number,
    private readonly target: Target,
  ) {
    const { dimension: d, partCount } = target;
    this.positions = new Float64Array(size * d);
    this.parts = new Float64Array(size * partCount * 2);
    this.gradients = new Float64Array(size * d);
    this.families = Int32Array.from({ length: size * partCount }, (_, k) => Math.floor(k / partCount));
    this.layout = layoutParts(target.partOf, partCount);
    this.before = new Float64Array(size);
  }

  /** Copies particle i into the state of a kernel. */
  load(i: number, point: Point): void {
    read(this.positions, i, point.position);
    read(this.parts, i, point.parts);
    read(this.gradients, i, point.gradient);
    const { partCount, temperature } = this.target;
    point.logDensity = 0;
    point.logLikelihood = 0;
    for (let p = 0; p < partCount; p++) {
      point.logDensity += tempered(point.parts[2 * p], point.parts[2 * p + 1], temperature[p]);
      point.logLikelihood += point.parts[2 * p + 1];
    }
  }

  /** Copies the state of a kernel into particle i. */
  store(i: number, point: Point): void {
    write(point.position, this.positions, i);
    write(point.parts, this.parts, i);
    write(point.gradient, this.gradients, i);
  }

  /** Writes the log likelihood of one part of all particles. */
  logLikelihoods(part: number, out: Float64Array): void {
    const { partCount } = this.target;
    for (let i = 0; i < this.size; i++) out[i] = this.parts[2 * (i * partCount + part) + 1];
  }

  /** Replaces one part of every particle i by that of particle `ancestors[i]`. */
  resample(part: number, ancestors: Int32Array): void {
    const { dimension: d, partCount } = this.target;
    const { start, index } = this.layout;
    for (let k = start[part]; k < start[part + 1]; k++) this.gather(this.positions, index[k], d, ancestors);
    this.gather(this.parts, 2 * part, 2 * partCount, ancestors);
    this.gather(this.parts, 2 * part + 1, 2 * partCount, ancestors);
    this.gather(this.families, part, partCount, ancestors);
  }

  private gather(values: Float64Array | Int32Array, offset: number, stride: number, ancestors: Int32Array): void {
    const { before, size } = this;
    for (let i = 0; i < size; i++) before[i] = values[i * stride + offset];
    for (let i = 0; i < size; i++) values[i * stride + offset] = before[ancestors[i]];
  }

  /** Families alive: distinct first ancestors, the fewest over the parts. */
  ancestors(): number {
    const { partCount } = this.target;
    let fewest = this.size;
    for (let p = 0; p < partCount; p++) {
      const alive = new Set<number>();
      for (let i = 0; i < this.size; i++) alive.add(this.families[i * partCount + p]);
      fewest = Math.min(fewest, alive.size);
    }
    return fewest;
  }
}

/** Row i of a matrix with rows of the vector's length. */
function read(matrix: Float64Array, i: number, vector: Float64Array): void {
  const n = vector.length;
  for (let k = 0, at = i * n; k < n; k++) vector[k] = matrix[at + k];
}

function write(vector: Float64Array, matrix: Float64Array, i: number): void {
  const n = vector.length;
  for (let k = 0, at = i * n; k < n; k++) matrix[at + k] = vector[k];
}
