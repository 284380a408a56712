/** Vectors as the rows of L Q, Q with orthonormal rows: coordinates in them, and points with given products with them. */
import { orthogonalise, takeOut } from "./gram-schmidt.ts";
import { addTo, norm } from "./vectors.ts";

/** Grows a row at a time. */
export class RowBasis {
  /** Orthonormal, [size] vectors. */
  private readonly q: Float64Array[] = [];
  /** Row i of L has i + 1 elements. */
  private readonly l: number[][] = [];

  get size(): number {
    return this.q.length;
  }

  /**
   * Adds a vector, unless what stands out of the span of those before is no longer than `least`.
   * @returns whether it was added
   */
  add(vector: Float64Array, least: number): boolean {
    const rest = vector.slice();
    const coordinates = orthogonalise(rest, this.q);
    const length = norm(rest);
    if (!(length > least)) return false;
    this.q.push(rest.map((value) => value / length));
    this.l.push([...coordinates, length]);
    return true;
  }

  /** What of `y` is orthogonal to all vectors. */
  outside(y: Float64Array): Float64Array {
    const rest = y.slice();
    takeOut(rest, this.q);
    return rest;
  }

  /** Least squares: the c with sum of c[i] times vector i nearest to y, and the length of what is left of y. */
  coordinates(y: Float64Array): { readonly values: Float64Array; readonly rest: number } {
    const rest = y.slice();
    const values = takeOut(rest, this.q);
    for (let i = this.size - 1; i >= 0; i--) {
      values[i] /= this.l[i][i];
      for (let k = 0; k < i; k++) values[k] -= this.l[i][k] * values[i];
    }
    return { values, rest: norm(rest) };
  }

  /** The shortest x whose product with vector i is `products[i]`. */
  pointWith(products: Float64Array, length: number): Float64Array {
    const x = new Float64Array(length);
    const s: number[] = [];
    for (let i = 0; i < this.size; i++) {
      let value = products[i];
      for (let k = 0; k < i; k++) value -= this.l[i][k] * s[k];
      s.push(value / this.l[i][i]);
      addTo(x, s[i], this.q[i]);
    }
    return x;
  }
}
