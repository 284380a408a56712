/** `map(optimizer, starts, steps, ..)`: climbs the log density from many starts; what each of them reaches is its one draw. */
import type { Algorithm, Ask, Construction, OptionSpec, Problem, Query, RunEvent, Target } from "../kernel.ts";
import { ascend, type Climb, type Reached } from "../kernels/ascent.ts";
import { decayOf } from "../optimisers/decay.ts";
import { optimiserNamed } from "../optimisers/index.ts";
import { constructionOption, count, GRADIENT_OPTION, MOST_CHAINS, numberOption, optionalNumber } from "../options.ts";
import { newQuery } from "../point.ts";
import { Lane, Scheduler } from "../scheduler.ts";
import { Pace } from "./pace.ts";

const options: readonly OptionSpec[] = [
  {
    name: "optimizer",
    type: "optimizer",
    // Exact gradients need no long memory, and a steep place where a climb begins is forgotten sooner.
    default: { name: "adam", options: { beta2: 0.99 } },
    documentation: "What makes the steps: adam(rate, decay, ..) or sgd(rate, momentum, decay).",
  },
  count("starts", 10, "Independent starts; each yields the point that it reaches.", 1, MOST_CHAINS),
  count("steps", 3000, "Steps of each start."),
  {
    name: "tolerance",
    type: "positive",
    default: null,
    documentation: "Ends a start sooner, once no element of its gradient is larger than this.",
  },
  {
    name: "start",
    type: "start",
    default: null,
    documentation:
      "Where latents start, { x: Normal(0, 0.01), tau: 1 }: a distribution or known values. The others start from their priors, or where the step before ended.",
  },
  {
    name: "within",
    type: "within",
    default: null,
    documentation:
      "Subspaces that latents are searched for in, { x: row_space(f, rank = 20, penalty = 5000) }: x = z basis with the first right singular vectors of the first weight matrix of f. Bounds of the prior become penalty * (what lies beyond them)^2.",
  },
  {
    name: "jacobian",
    type: "flag",
    default: false,
    documentation: "Maximise the density of the unconstrained quantities, not that of the latents themselves.",
  },
  GRADIENT_OPTION,
];

/** One start: a single computation, its position that of the query itself. */
class Start extends Lane<Reached> {
  readonly temperature: Float64Array;
  private readonly own: Query;
  private readonly began = performance.now();
  private seconds = 0;
  private reached: Reached | undefined;
  private readonly pace = new Pace();
  private started = false;

  constructor(
    problem: Problem,
    private readonly climb: Climb,
    readonly chain: number,
    private readonly events: RunEvent[],
  ) {
    super();
    const { dimension, partCount, partOf } = problem.density;
    this.temperature = new Float64Array(partCount).fill(1);
    const target: Target = { dimension, partCount, partOf, temperature: this.temperature };
    this.own = newQuery(target, "gradient");
    const { starts = [] } = problem;
    if (starts.length > 0) this.own.position.set(starts[chain % starts.length]);
    else if (dimension > 0) throw new Error("starts of map are made where its latents are known");
  }

  begin(): Ask<Reached> | undefined {
    if (this.started) return undefined;
    this.started = true;
    const onStep = (step: number, gradientNorm: number) => {
      if (this.pace.due()) this.report(step, gradientNorm);
    };
    return ascend(this.own, { ...this.climb, onStep });
  }

  private report(step: number, gradientNorm: number): void {
    this.pace.speak();
    this.events.push({
      kind: "progress",
      chain: this.chain,
      phase: "climbing",
      done: step / this.climb.steps,
      statistics: { log_density: this.own.logDensity, gradient_norm: gradientNorm },
    });
  }

  end(reached: Reached): void {
    this.reached = reached;
    this.seconds = (performance.now() - this.began) / 1000;
    this.report(this.climb.steps, reached.gradientNorm);
    if (reached.failure !== undefined) return;
    const statistics = { gradient_norm: reached.gradientNorm, steps: reached.steps };
    const { position, logDensity } = this.own;
    const draw = { chain: this.chain, index: 0, position: position.slice(), logDensity, statistics };
    this.events.push({ kind: "draw", draw });
  }

  last(queries: number, stopped: Scheduler["stopped"]): RunEvent {
    const { reached, own, evaluations } = this;
    const failure = reached?.failure;
    return {
      kind: "end",
      chain: this.chain,
      complete: reached !== undefined,
      summary: {
        seconds: this.seconds || (performance.now() - this.began) / 1000,
        queries,
        evaluations,
        stopped: reached === undefined ? stopped : undefined,
        statistics: { failed: failure === undefined ? 0 : 1, steps: reached?.steps ?? Math.max(0, evaluations - 1) },
        ...(failure !== undefined && { failure: { message: failure, position: own.position.slice() } }),
      },
    };
  }
}

function climbOf(given: Construction["options"], dimension: number): Climb {
  const chosen = constructionOption(options, given, "optimizer");
  return {
    steps: numberOption(options, given, "steps"),
    tolerance: optionalNumber(options, given, "tolerance") ?? -1,
    decay: decayOf(chosen.options),
    move: optimiserNamed(chosen.name).begin(chosen.options, dimension),
  };
}

/** All starts side by side in one scheduler; none depends on which others share its calls. */
async function* run(
  problem: Problem,
  given: Construction["options"],
  chains: readonly number[],
): AsyncGenerator<RunEvent> {
  const { density } = problem;
  const scheduler = new Scheduler(density, problem.cancelled);
  const pace = new Pace();
  const before = density.queries();
  const events: RunEvent[] = [];
  const lanes = chains.map((chain) => new Start(problem, climbOf(given, density.dimension), chain, events));
  for (const lane of lanes) scheduler.add(lane);
  while (!scheduler.idle && scheduler.stopped === undefined) {
    await scheduler.run(() => pace.due());
    pace.speak();
    for (const event of events) yield event;
    events.length = 0;
    await pace.breathe();
  }
  const queries = density.queries() - before;
  const evaluations = lanes.reduce((sum, lane) => sum + lane.evaluations, 0);
  let shared = 0;
  let counted = 0;
  for (const lane of lanes) {
    counted += lane.evaluations;
    const upTo = evaluations === 0 ? 0 : Math.round((queries * counted) / evaluations);
    yield lane.last(upTo - shared, scheduler.stopped);
    shared = upTo;
  }
}

export const map: Algorithm = {
  name: "map",
  documentation:
    "The most probable point, by gradient ascent from many starts: each yields the point that it reaches, and these are no draws of the posterior. Needs gradients.",
  options,
  findsPoints: true,
  withoutJacobian: (given) => given.jacobian !== true,
  needsGradient: () => true,
  chains: (given) => numberOption(options, given, "starts"),
  run,
};
