/** Warnings about a whole scenario: those that are always shown, and those that are asked for with `--pedantic`. */
import type { Diagnostic } from "../diagnostic.ts";
import type { Audit } from "./audit.ts";
import { dataWarnings } from "./data.ts";
import { hierarchyWarnings } from "./hierarchy.ts";
import { identifiabilityWarnings } from "./identifiability.ts";
import { comparisonWarnings, jumpWarnings } from "./jumps.ts";
import { priorWarnings } from "./priors.ts";
import { scaleWarnings } from "./scales.ts";

export type { Audit } from "./audit.ts";

/** Slips that are hardly ever meant: cheap to find, and told whenever a scenario is checked. */
export function plainWarnings(audit: Audit): Diagnostic[] {
  return [...scaleWarnings(audit), ...jumpWarnings(audit)];
}

/** What is often meant and worth a second look. */
export function pedanticWarnings(audit: Audit): Diagnostic[] {
  return [
    ...priorWarnings(audit),
    ...identifiabilityWarnings(audit),
    ...hierarchyWarnings(audit),
    ...comparisonWarnings(audit),
    ...dataWarnings(audit),
  ];
}
