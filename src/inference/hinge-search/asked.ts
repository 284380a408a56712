/** The questions of a search: points, the gradients that came back, and what stops the asking. */

/** Gradients at points, both [rows, dimension] row-major. */
export type AskGradients = (points: Float64Array, rows: number) => Float64Array | Promise<Float64Array>;

/** A point with the gradient there. */
export interface Answer {
  readonly point: Float64Array;
  readonly gradient: Float64Array;
}

/** Thrown between two batches where the user has stopped the run. */
export class SearchCancelled extends Error {}

/** Thrown where an answer is no number. */
export class NotFinite extends Error {
  constructor(readonly point: Float64Array) {
    super("a gradient is not finite");
  }
}

/** Asks in batches and keeps all that was answered. */
export class Questions {
  readonly answers: Answer[] = [];

  /** @param cancelled polled before every batch */
  constructor(
    readonly dimension: number,
    private readonly gradients: AskGradients,
    private readonly cancelled: () => boolean,
  ) {}

  /** @throws SearchCancelled, NotFinite, and what the box throws where its budget is used up */
  async ask(points: readonly Float64Array[]): Promise<Answer[]> {
    if (this.cancelled()) throw new SearchCancelled();
    const { dimension } = this;
    const rows = new Float64Array(points.length * dimension);
    points.forEach((point, i) => {
      rows.set(point, i * dimension);
    });
    const found = await this.gradients(rows, points.length);
    const answers = points.map((point, i) => {
      const gradient = found.slice(i * dimension, (i + 1) * dimension);
      if (!gradient.every(Number.isFinite)) throw new NotFinite(point);
      return { point, gradient };
    });
    this.answers.push(...answers);
    return answers;
  }
}
