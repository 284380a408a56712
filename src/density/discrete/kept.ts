/** What is worked out once for the statements of a scenario, whatever else of it changes: targets, algorithms. */
import type { CheckedScenario } from "../../language/checked.ts";

type Statements = Pick<CheckedScenario, "latents" | "observations" | "factors">;

export class Kept<Result> {
  private readonly entries = new WeakMap<Statements["latents"], { statements: Statements; result: Result }[]>();

  /** What was worked out for these very statements, or what `work` gives now. */
  get(scenario: CheckedScenario, work: () => Result): Result {
    const { latents, observations, factors } = scenario;
    const known = this.entries.get(latents) ?? [];
    const found = known.find(
      ({ statements }) => statements.observations === observations && statements.factors === factors,
    );
    if (found !== undefined) return found.result;
    const result = work();
    // The last ones only: `recover` goes through many data sets of one scenario.
    this.entries.set(latents, [{ statements: { latents, observations, factors }, result }, ...known].slice(0, 2));
    return result;
  }
}
