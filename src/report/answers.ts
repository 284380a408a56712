/** What each start or chain says a target is: one answer each, to be compared row by row. */
import { align } from "../diagnostics/matching/align.ts";
import { bestStart } from "../diagnostics/starts.ts";
import { algorithms } from "../inference/algorithms/index.ts";
import type { CheckedScenario, Target } from "../language/checked.ts";
import type { ChainDraws } from "../runs/collect.ts";
import type { InferenceResult } from "../runs/infer.ts";
import { sizeOf } from "../tensor/node.ts";

/** Draws of a chain that its mean is taken over: their rows are aligned first, which takes time. */
const mostAligned = 200;

/** What of a run says where its chains or starts have been: while it is in memory, and read back from its folder. */
export interface Drawn {
  readonly algorithm: InferenceResult["algorithm"];
  readonly chains: readonly Pick<ChainDraws, "targets" | "logDensities" | "statistics">[];
}

/** Whether the chains of a run are starts of an optimiser, which reach points and draw nothing. */
export function findsPoints({ algorithm }: Drawn): boolean {
  return algorithms.get(algorithm.name)?.findsPoints === true;
}

/** The elements of a target in one draw. */
export interface Span {
  readonly offset: number;
  readonly size: number;
}

/** Where the elements of each target stand in a draw, in the order of the targets. */
export function placesOf({ targets }: Pick<CheckedScenario, "targets">): { target: Target; span: Span }[] {
  let offset = 0;
  return targets.map((target) => {
    const span = { offset, size: sizeOf(target.node.shape) };
    offset += span.size;
    return { target, span };
  });
}

/** All targets at the best point that starts reached; undefined where none has ended. */
export function bestPoint({ chains }: Drawn): Float64Array | undefined {
  const best = bestStart(chains);
  return best && chains[best.chain].targets[0];
}

/** The draws of one chain of one target, at most `most`, spread evenly; the last is always among them. */
export function drawsOf(targets: readonly Float64Array[], { offset, size }: Span, most = mostAligned): Float64Array[] {
  const count = Math.min(most, targets.length);
  return Array.from({ length: count }, (_, k) =>
    targets[Math.ceil(((k + 1) * targets.length) / count) - 1].subarray(offset, offset + size),
  );
}

/**
 * One answer for each start or chain that has draws: the point a start reached; of a chain (island) the mean of its draws, after
 * the rows of each were brought into the order of its last one, as rows that are exchangeable may change places on the way.
 * @param rows along the first axis of the target
 */
export function answersOf(result: Drawn, span: Span, rows: number): Float64Array[] {
  return result.chains.flatMap(({ targets }) => {
    const draws = drawsOf(targets, span);
    const last = draws.at(-1);
    if (last === undefined) return [];
    const sum = new Float64Array(span.size);
    for (const draw of draws) {
      align(last, draw, rows).forEach((x, i) => {
        sum[i] += x / draws.length;
      });
    }
    return [sum];
  });
}
