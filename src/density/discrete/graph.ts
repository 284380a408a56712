/** Which variables meet: a graph that variables are taken out of one by one, joining those they leave behind. */

export class MeetingGraph {
  /** For each variable those it meets; of what is left. */
  readonly neighbours: Set<number>[];
  /** Log of the terms that summing out each variable would take: its states times those of its neighbours. */
  readonly logCost: Float64Array;
  private readonly logStates: Float64Array;

  /**
   * @param states how many values each variable has
   * @param scopes sets of variables that meet
   */
  constructor(states: Int32Array, scopes: Iterable<Int32Array>) {
    this.neighbours = Array.from(states, () => new Set<number>());
    this.logStates = Float64Array.from(states, Math.log);
    this.logCost = this.logStates.slice();
    for (const scope of scopes) this.connect(scope);
  }

  private connect(scope: ArrayLike<number>): void {
    const { neighbours, logCost, logStates } = this;
    for (let i = 0; i < scope.length; i++) {
      for (let j = 0; j < i; j++) {
        const [a, b] = [scope[i], scope[j]];
        if (neighbours[a].has(b)) continue;
        neighbours[a].add(b);
        neighbours[b].add(a);
        logCost[a] += logStates[b];
        logCost[b] += logStates[a];
      }
    }
  }

  /** Sums out a variable; returns its neighbours in increasing order. */
  remove(variable: number): number[] {
    const left = [...this.neighbours[variable]].sort((a, b) => a - b);
    for (const other of left) {
      this.neighbours[other].delete(variable);
      this.logCost[other] -= this.logStates[variable];
    }
    this.neighbours[variable].clear();
    this.connect(left);
    return left;
  }
}
