/** A queue of numbered things by a key that may change; ties go to the lower number. */

export class PriorityQueue {
  private readonly heap: number[];
  private readonly place: Int32Array;

  /** @param keys of each number; `update` tells when one has changed */
  constructor(private readonly keys: Float64Array) {
    this.heap = Array.from(keys, (_, i) => i);
    this.place = Int32Array.from(this.heap);
    for (let i = (this.heap.length >> 1) - 1; i >= 0; i--) this.sink(i);
  }

  /** Takes out the number with the smallest key. */
  pop(): number | undefined {
    const { heap, place } = this;
    const [first] = heap;
    const last = heap.pop();
    if (first === undefined || last === undefined) return undefined;
    place[first] = -1;
    if (heap.length > 0) {
      heap[0] = last;
      place[last] = 0;
      this.sink(0);
    }
    return first;
  }

  /** The key of a number has changed; nothing happens when it is not in the queue any more. */
  update(number: number): void {
    const at = this.place[number];
    if (at < 0) return;
    this.rise(at);
    this.sink(this.place[number]);
  }

  private before(a: number, b: number): boolean {
    const difference = this.keys[a] - this.keys[b];
    return Math.abs(difference) > 1e-9 ? difference < 0 : a < b;
  }

  private swap(i: number, j: number): void {
    const { heap, place } = this;
    [heap[i], heap[j]] = [heap[j], heap[i]];
    place[heap[i]] = i;
    place[heap[j]] = j;
  }

  private rise(from: number): void {
    for (let i = from; i > 0; ) {
      const parent = (i - 1) >> 1;
      if (!this.before(this.heap[i], this.heap[parent])) return;
      this.swap(i, parent);
      i = parent;
    }
  }

  private sink(from: number): void {
    const { heap } = this;
    for (let i = from; ; ) {
      let least = i;
      for (const child of [2 * i + 1, 2 * i + 2]) {
        if (child < heap.length && this.before(heap[child], heap[least])) least = child;
      }
      if (least === i) return;
      this.swap(i, least);
      i = least;
    }
  }
}
