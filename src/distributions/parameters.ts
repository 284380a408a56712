/** Short ways to write parameter lists. */
import type { Domain, Parameter } from "./distribution.ts";

/** A scalar parameter. */
export const scalar = (name: string, domain: Domain): Parameter => ({ name, domain, rank: 0 });
/** A parameter over the last axis of the event. */
export const vector = (name: string, domain: Domain): Parameter => ({ name, domain, rank: 1 });
/** A parameter over the last axis of the event, twice. */
export const matrix = (name: string, domain: Domain): Parameter => ({ name, domain, rank: 2 });
