/** The nets that are audited, by name, and how one is trained: all of it follows from its seed. */
import { Xoshiro } from "../../verify/support/xoshiro.ts";
import { descend, type Recipe, startWeights, type Trained } from "./descent.ts";
import { centred, type Digit, meanImage, pixels, shuffled, take } from "./digits.ts";
import type { Precision } from "./save.ts";

export interface Victim {
  /** Its folder, beside this file. */
  readonly name: string;
  readonly seed: number;
  readonly images: number;
  readonly recipe: Recipe;
  readonly precision: Precision;
}

/** The nets that are audited; every setting was chosen on nets of other seeds. */
export const auditedSeeds = [3, 4, 5, 6, 7, 8, 9, 10];

/** A loss of 1e-6 takes 600 to 1,300 such steps. */
const descent = { bias: true, rate: 0.003, scaled: true, loss: 1e-6, steps: 20_000 };

function victim(name: string, seed: number, images: number, hidden: readonly number[], firstScale: number): Victim {
  return { name, seed, images, recipe: { hidden, firstScale, ...descent }, precision: "float32" };
}

export const victims: readonly Victim[] = [
  // A net for showing: settings were chosen on nets of its seed.
  { ...victim("victim", 1, 10, [200], 1e-4), precision: "float16" },
  ...auditedSeeds.map((seed) => victim(`nets/n10-${seed}`, seed, 10, [1000], 1e-4)),
  ...auditedSeeds.map((seed) => victim(`nets/n20-${seed}`, seed, 20, [1000], 1e-3)),
  ...auditedSeeds.map((seed) => victim(`nets/deep-${seed}`, seed, 10, [500, 40], 1e-3)),
  // Its first weights, which know nothing of the digits.
  {
    ...victim("nets/untrained", 3, 10, [1000], 1e-4),
    recipe: { hidden: [1000], firstScale: 1e-4, ...descent, steps: 0 },
  },
];

/** Half of the digits are odd, the first half; so many are learned, and so many are held out. */
function drawDigits(images: number, left: Digit[]): Digit[] {
  const half = images / 2;
  const odd = take(left, half, ({ digit }) => digit % 2 === 1);
  return [...odd, ...take(left, half, ({ digit }) => digit % 2 === 0)];
}

/** What a victim knows and what was kept from it: [digit, pixel] in [-1, 1], less the mean image of what it learned. */
export interface Lesson {
  readonly trained: Trained;
  readonly learned: Float64Array;
  readonly heldOut: Float64Array;
}

/** @param all of which it draws its digits */
export function trainVictim({ seed, images, recipe }: Victim, all: readonly Digit[]): Lesson {
  const random = new Xoshiro(seed);
  const left = shuffled(all, random);
  const digits = drawDigits(images, left);
  const others = drawDigits(images, left);
  const mean = meanImage(digits);
  const learned = centred(digits, mean);
  const y = Float64Array.from({ length: images }, (_, i) => (i < images / 2 ? 1 : -1));
  const first = startWeights(pixels, 1, recipe, random);
  const trained = descend(first, { x: learned, y, rows: images, loss: "logistic" }, recipe);
  return { trained, learned, heldOut: centred(others, mean) };
}
