/** NumPyro as a contestant: one Python for all models, as it takes seconds to start. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { loadScenario } from "../../src/cli/scenario.ts";
import { randomPoints } from "../../test/emit/random-points.ts";
import type { BenchModel } from "./models.ts";
import { Peer } from "./peer.ts";

const script = fileURLToPath(new URL("numpyro/peer.py", import.meta.url));

export class NumPyro {
  readonly name = "NumPyro";

  private constructor(
    private readonly peer: Peer,
    readonly version: string,
  ) {}

  /** Undefined where that Python has no numpyro. */
  static async start(python: string): Promise<NumPyro | undefined> {
    const asked = "import numpyro, jax; print(numpyro.__version__, 'on JAX', jax.__version__)";
    const { status, stdout } = spawnSync(python, ["-c", asked], { encoding: "utf8" });
    if (status !== 0) return undefined;
    return new NumPyro(new Peer({ name: "NumPyro", command: python, args: [script] }), stdout.trim());
  }

  /** Takes up a model. Answers how far its log density is from ours, from one random point to the next, relative to its size. */
  async load({ name, scenario: file }: BenchModel, data: string): Promise<number> {
    await this.peer.ask(`model ${name} ${data}`);
    const { scenario } = await loadScenario(file, { set: {}, data });
    const points = await randomPoints(scenario, 3, 0.5, 5);
    const shifts: number[] = [];
    for (const { values, logDensity } of points) {
      shifts.push(logDensity - Number(await this.peer.ask(`density ${JSON.stringify(values)}`)));
    }
    const size = Math.max(1, ...points.map(({ logDensity }) => Math.abs(logDensity)));
    return Math.max(...shifts.map((shift) => Math.abs(shift - shifts[0]))) / size;
  }

  time(seconds: number): Promise<number> {
    return this.peer.time(seconds);
  }

  close(): void {
    this.peer.close();
  }
}
