/** Gradients from answers alone: finite differences, for boxes whose access grants scores but no explanations. */
import type { BlackBox } from "./provider.ts";

export interface DifferenceOptions {
  /** "forward" asks inputSize rows beside the row itself, "central" twice inputSize rows, with an error of higher order. */
  readonly scheme?: "forward" | "central";
  /** Relative step: coordinate x is moved by step * max(|x|, 1). */
  readonly step?: number;
}

/**
 * The step that balances truncation against rounding when value and curvature are of order one: sqrt(e) for forward and cbrt(e) for
 * central differences, e the relative rounding error of an answer (Nocedal and Wright 2006, "Numerical Optimization", section
 * 8.1, equations 8.5 and 8.8). Answers in float32 are rounded several times on their way through a net, so e is taken as 4 units in the
 * last place there.
 */
export function defaultStep(scheme: "forward" | "central", precision: "float32" | "float64"): number {
  const rounding = precision === "float64" ? 2 ** -52 : 4 * 2 ** -23;
  return scheme === "forward" ? Math.sqrt(rounding) : Math.cbrt(rounding);
}

/** Moves `x` by about `step`; returns the coordinate reached, which the box's precision can represent. */
function moved(x: number, step: number, single: boolean): number {
  const target = x + step * Math.max(Math.abs(x), 1);
  return single ? Math.fround(target) : target;
}

/**
 * The box with a vjp made of calls. Forward differences need the value at the row itself: it is taken from the last call when that
 * asked for the same rows, as kernels that want value and gradient do, so a value with its gradient costs inputSize + 1 rows.
 * Wrap a counted box, so that every row asked here is counted and the budget holds.
 */
export function finiteDifference(box: BlackBox, options: DifferenceOptions = {}): BlackBox {
  const scheme = options.scheme ?? "forward";
  const single = box.precision !== "float64";
  const step = options.step ?? defaultStep(scheme, single ? "float32" : "float64");
  const { inputSize, outputSize } = box;
  const perRow = scheme === "forward" ? inputSize : 2 * inputSize;
  let lastInputs = new Float64Array(0);
  let lastOutputs = new Float64Array(0);

  const call: BlackBox["call"] = (inputs, rows, outputs) => {
    const keep = () => {
      lastInputs = inputs.slice(0, rows * inputSize);
      lastOutputs = outputs.slice(0, rows * outputSize);
    };
    const pending = box.call(inputs, rows, outputs);
    return pending === undefined ? keep() : pending.then(keep);
  };

  /** Rows to ask: for each row its moved copies; where `withBase`, the rows themselves stand first. */
  const points = (inputs: Float64Array, rows: number, withBase: boolean): Float64Array => {
    const base = withBase ? rows : 0;
    const all = new Float64Array((base + rows * perRow) * inputSize);
    if (withBase) all.set(inputs.subarray(0, rows * inputSize));
    let at = base * inputSize;
    for (let row = 0; row < rows; row++) {
      const x = inputs.subarray(row * inputSize, (row + 1) * inputSize);
      for (let i = 0; i < inputSize; i++) {
        for (const direction of scheme === "forward" ? [1] : [1, -1]) {
          all.set(x, at);
          all[at + i] = moved(x[i], direction * step, single);
          at += inputSize;
        }
      }
    }
    return all;
  };

  const vjp: NonNullable<BlackBox["vjp"]> = (inputs, cotangents, rows, out) => {
    const known = sameNumbers(inputs, lastInputs, rows * inputSize);
    const withBase = scheme === "forward" && !known;
    const all = points(inputs, rows, withBase);
    const asked = all.length / inputSize;
    const answers = new Float64Array(asked * outputSize);
    const contract = (): void => {
      const base = withBase ? answers : lastOutputs;
      const first = withBase ? rows : 0;
      for (let row = 0; row < rows; row++) {
        for (let i = 0; i < inputSize; i++) {
          const plus = first + row * perRow + (scheme === "forward" ? i : 2 * i);
          const from = scheme === "forward" ? inputs[row * inputSize + i] : all[(plus + 1) * inputSize + i];
          // What the box was really given decides the length of the step.
          const length = all[plus * inputSize + i] - (single ? Math.fround(from) : from);
          let total = 0;
          for (let o = 0; o < outputSize; o++) {
            const low = scheme === "forward" ? base[row * outputSize + o] : answers[(plus + 1) * outputSize + o];
            total += cotangents[row * outputSize + o] * (answers[plus * outputSize + o] - low);
          }
          out[row * inputSize + i] = total / length;
        }
      }
    };
    const pending = box.call(all, asked, answers);
    return pending === undefined ? contract() : pending.then(contract);
  };

  // Without a call before it, a forward difference asks the row itself as well.
  const vjpCost = (scheme === "forward" ? inputSize + 1 : 2 * inputSize) * box.cost.call;
  return { ...box, call, vjp, cost: { call: box.cost.call, vjp: vjpCost }, dispose: () => box.dispose() };
}

function sameNumbers(a: Float64Array, b: Float64Array, length: number): boolean {
  if (b.length !== length) return false;
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return false;
  return true;
}
