/** The figures of a run as one flat row of a table. */
import type { SearchSummary } from "../report/search-summary.ts";
import type { RunSummary } from "../report/summarise.ts";

export type Figures = Readonly<Record<string, number | string>>;

/** What has a row of its own for every element, or is text for people. */
const leftOut: ReadonlySet<string> = new Set(["quantities", "warnings", "scenario", "infer", "algorithm", "seed"]);

/** Numbers and words at every depth, by their path: `fidelity.x.rmse`, `fidelity.x.control.class_means`. Lists are left out, and what is no
 * number. */
export function figuresOf(summary: RunSummary | SearchSummary): Figures {
  const figures: Record<string, number | string> = {};
  const add = (path: string, value: unknown): void => {
    if (typeof value === "string") figures[path] = value;
    else if (typeof value === "number" && Number.isFinite(value)) figures[path] = value;
    else if (typeof value === "boolean") figures[path] = Number(value);
    else if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      for (const [name, inner] of Object.entries(value)) add(`${path}.${name}`, inner);
    }
  };
  for (const [name, value] of Object.entries(summary)) if (!leftOut.has(name)) add(name, value);
  figures.warnings = summary.warnings.length;
  return figures;
}
