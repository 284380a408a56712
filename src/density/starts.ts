/** Where optimisers start: latents at known values or at draws, one position for each start. */
import { CounterRandom } from "../inference/counter-random.ts";
import { uniformStart } from "../inference/start.ts";
import type { CheckedScenario, Start } from "../language/checked.ts";
import { whyNoDraws } from "../language/draws.ts";
import { input } from "../tensor/build.ts";
import { optimise } from "../tensor/passes/optimise.ts";
import { type OpenBoxes, startRunnable } from "./instantiate.ts";
import { bindValues, type Layout, type Slot } from "./layout.ts";
import { planOutputs, startOutputs } from "./outputs.ts";
import { makeRunnable } from "./plan.ts";
import { type ArrayDraw, planDraw, planPrior, startDraw, startPrior } from "./sampler.ts";

/** Random numbers of starts, away from those of chains and of outputs. */
const startLanes = 2 ** 51;

export interface StartRequest {
  readonly starts: ReadonlyMap<string, Start>;
  readonly count: number;
  readonly seed: number;
  /** Unconstrained positions where the step before ended: latents without a start of their own stay there. */
  readonly from?: readonly Float64Array[];
  /** Opaque boxes that priors ask; they must answer at once. */
  readonly boxes?: OpenBoxes;
}

/**
 * Unconstrained positions: latents where they are told to start, the others where the step before ended or at draws of their priors,
 * given the ones before them. An infinite or NaN coordinate is left for the density to refuse.
 */
export async function startPositions(
  scenario: CheckedScenario,
  layout: Layout,
  { starts, count, seed, from, boxes = new Map() }: StartRequest,
): Promise<Float64Array[]> {
  const own = layout.slots.map(({ latent }) => starts.get(latent.name));
  const instead = new Map<number, ArrayDraw>();
  for (const [i, slot] of layout.slots.entries()) {
    const draw = own[i] === undefined ? ofImproper(layout, slot) : drawOf(scenario, layout, slot, own[i]);
    if (draw !== undefined) instead.set(i, draw);
  }
  const sampler = startPrior(planPrior(scenario, layout), boxes, instead);
  const constrain = from && startOutputs(planOutputs({ ...scenario, targets: [], imputed: [] }, layout), boxes);
  const random = new CounterRandom(seed, startLanes);
  const positions: Float64Array[] = [];
  for (let k = 0; k < count; k++) {
    random.seek(k);
    const values = new Float64Array(layout.valueCount);
    const position = new Float64Array(layout.dimension);
    const before = from?.[k % from.length];
    if (before === undefined || constrain === undefined) sampler.drawValues(random, values);
    else {
      await constrain(before, { targets: new Float64Array(0), values });
      for (const [i, start] of own.entries()) if (start !== undefined) instead.get(i)?.(random, values, values, 0);
    }
    sampler.unconstrain(values, position);
    for (const [i, { offset, size }] of layout.slots.entries()) {
      if (before !== undefined && own[i] === undefined) position.set(before.subarray(offset, offset + size), offset);
    }
    positions.push(position);
  }
  return positions;
}

/** In the loops of a recursion priors take turns; a start is there from the first one. */
function once(draw: ArrayDraw): ArrayDraw {
  return (random, latents, out, round = 0) => (round > 0 ? undefined : draw(random, latents, out));
}

function drawOf(scenario: CheckedScenario, layout: Layout, slot: Slot, start: Start): ArrayDraw {
  const { valueOffset, valueSize } = slot;
  if ("values" in start) return once((_random, _latents, out) => out.set(start.values, valueOffset));
  return once(startDraw(planDraw(scenario, layout, start.drawn, valueSize, valueOffset), new Map()));
}

/** Undefined where the prior itself can be drawn from. */
function ofImproper(layout: Layout, slot: Slot): ArrayDraw | undefined {
  const { parametrisation, latent, valueOffset, valueSize } = slot;
  if (parametrisation === undefined || whyNoDraws(latent.prior) === undefined) return undefined;
  const u = input("unconstrained", 0, parametrisation.unconstrainedShape);
  const [node] = bindValues(layout).bind([parametrisation.constrain(u).value]);
  const buffers = { unconstrained: parametrisation.size, latents: layout.valueCount, value: valueSize };
  const running = startRunnable(
    makeRunnable(optimise({ buffers, outputs: [{ buffer: "value", offset: 0, node }] })),
    new Map(),
  );
  return once((random, latents, out) => {
    const unconstrained = Float64Array.from({ length: parametrisation.size }, () => uniformStart(random));
    const value = new Float64Array(valueSize);
    const byName: Readonly<Record<string, Float64Array>> = { unconstrained, latents, value };
    running.run(
      1,
      running.names.map((name) => byName[name]),
    );
    out.set(value, valueOffset);
  });
}
