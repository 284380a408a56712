/** What is thrown where a derivative does not exist. */

/** An operation without a derivative stands between the output and what it is differentiated by. */
export class NotDifferentiable extends Error {
  constructor(readonly operation: string) {
    super(`${operation} has no derivative`);
    this.name = "NotDifferentiable";
  }
}
