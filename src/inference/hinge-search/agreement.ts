/** How well gradients of a network are those that were answered, and how well a linear model does at the same points. */

import { addTo, distance, norm } from "../../linear/vectors.ts";
import type { Answer } from "./asked.ts";
import { gradientOf, type HiddenUnit } from "./hidden-layer.ts";
import type { Agreement } from "./outcome.ts";
import type { Refined } from "./refine.ts";

/** What is compared with what. */
export interface Compared {
  readonly units: readonly HiddenUnit[];
  /** Base and jumps the units were made of, and the answers those were made from. */
  readonly refined: Refined;
  readonly known: readonly Answer[];
  readonly fresh: readonly Answer[];
  /** Of one number of a gradient. */
  readonly sd: number;
}

export function agreementOf({ units, refined, known, fresh, sd }: Compared): Agreement {
  const errors = errorsOf(units, fresh);
  const legal = Math.max(1e-9 * size(fresh), 4 * sd * Math.sqrt(fresh[0].point.length));
  return {
    fit: refined.fit / size(known),
    outside: refined.outside,
    fresh: rms(errors) / size(fresh),
    worst: Math.max(...errors) / size(fresh),
    points: fresh.length,
    agreeing: errors.filter((error) => error <= legal).length,
    linear: linearError(fresh),
    exchanged: rms(errorsOf(exchangedSides(units), fresh)) / size(fresh),
  };
}

/** Whether a network is that of the answers: all fresh points agree, or, of rough answers, it is far nearer than either control. */
export function isAgreeing({ agreeing, points, fresh, linear, exchanged }: Agreement, isExact: boolean): boolean {
  return isExact ? agreeing === points : fresh < Math.min(linear, exchanged) / 2;
}

function errorsOf(units: readonly HiddenUnit[], answers: readonly Answer[]): number[] {
  return answers.map(({ point, gradient }) => distance(gradientOf(units, point), gradient));
}

function rms(errors: readonly number[]): number {
  return Math.sqrt(errors.reduce((total, error) => total + error ** 2, 0) / errors.length);
}

/** The least error of a model without hidden units: its gradient is the same everywhere, here the mean of the very answers. */
function linearError(answers: readonly Answer[]): number {
  const mean = new Float64Array(answers[0].gradient.length);
  for (const { gradient } of answers) addTo(mean, 1 / answers.length, gradient);
  return rms(answers.map(({ gradient }) => distance(mean, gradient))) / size(answers);
}

/** The same hinges with the sides of every other unit exchanged: what gradients say of a hinge without saying of its side. */
function exchangedSides(units: readonly HiddenUnit[]): HiddenUnit[] {
  return units.map((unit, i) =>
    i % 2 === 1 ? unit : { ...unit, row: unit.row.map((value) => -value), bias: -unit.bias },
  );
}

function size(answers: readonly Answer[]): number {
  return Math.sqrt(answers.reduce((total, { gradient }) => total + norm(gradient) ** 2, 0) / answers.length);
}
