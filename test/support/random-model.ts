/**
 * Random statistical models that always check: groups that rows read by a known index, slopes, recursions, products with known
 * matrices, several families of likelihoods. What they say is nonsense; what is compiled of them must be what they say.
 */
import { Xoshiro } from "../../verify/support/xoshiro.ts";

/** A name that expressions may read, with its axes. */
interface Known {
  readonly name: string;
  readonly axes: readonly string[];
}

const numbers = (count: number, of: () => number) => `[${Array.from({ length: count }, of).join(", ")}]`;

class Writer {
  readonly #lines: string[] = [];
  readonly #sizes: Readonly<Record<string, number>>;
  /** Data and latents by which expressions are made. */
  readonly #data: Known[] = [];
  readonly #latents: Known[] = [];
  readonly #positive: string[] = [];
  /** Data that say of each row which group it belongs to. */
  readonly #indices: { readonly name: string; readonly of: string }[] = [];
  #next = 0;

  constructor(private readonly random: Xoshiro) {
    this.#sizes = {
      row: 1 + this.#below(this.#chance(0.3) ? 60 : 12),
      group: 1 + this.#below(6),
      other: 1 + this.#below(3),
      column: 1 + this.#below(3),
    };
  }

  #below(n: number): number {
    return Math.floor(this.random.uniform() * n);
  }

  #pick<T>(list: readonly T[]): T {
    return list[this.#below(list.length)];
  }

  #chance(p: number): boolean {
    return this.random.uniform() < p;
  }

  #fresh(letter: string): string {
    this.#next += 1;
    return `${letter}${this.#next}`;
  }

  #real = () => Math.round(this.random.normal() * 1000) / 1000;

  text(): string {
    for (const [name, size] of Object.entries(this.#sizes)) this.#lines.push(`dim ${name} = ${size}`);
    this.#declareData();
    const count = 2 + this.#below(4);
    for (let i = 0; i < count; i++) this.#prior();
    if (this.#chance(0.25)) this.#recursion();
    if (this.#chance(0.1)) this.#walk();
    if (this.#chance(0.4)) this.#let();
    const observed = 1 + this.#below(2);
    for (let i = 0; i < observed; i++) this.#observe();
    if (this.#chance(0.15)) this.#states();
    if (this.#chance(0.15)) this.#process();
    if (this.#chance(0.2)) this.#lines.push(`factor -0.1 * sum(${this.#expression(["row"], 2)}^2)`);
    this.#lines.push(`target ${this.#latents[0].name}`);
    return `${this.#lines.join("\n")}\n`;
  }

  #declareData(): void {
    const { row, column } = this.#sizes;
    for (const of of ["group", "other"]) {
      const name = `${of}_of`;
      const index = Array.from({ length: row }, () => this.#below(this.#sizes[of]));
      if (this.#chance(0.3)) index.sort((a, b) => a - b);
      this.#lines.push(`data ${name}[row] = [${index.join(", ")}]`);
      this.#indices.push({ name, of });
    }
    for (const name of ["u", "v"]) {
      // covariates with few levels repeat in combinations
      const levels = this.#chance(0.4) ? Array.from({ length: 2 }, this.#real) : undefined;
      this.#lines.push(`data ${name}[row] = ${numbers(row, () => (levels ? this.#pick(levels) : this.#real()))}`);
      this.#data.push({ name, axes: ["row"] });
    }
    this.#lines.push(`data w[group] = ${numbers(this.#sizes.group, this.#real)}`);
    this.#data.push({ name: "w", axes: ["group"] });
    this.#lines.push(
      `data x[row, column] = ${numbers(row, () => 0).replaceAll("0", () => numbers(column, this.#real))}`,
    );
    this.#data.push({ name: "x", axes: ["row", "column"] });
    this.#lines.push(`data size[row] = ${numbers(row, () => 1 + this.#below(5))}`);
  }

  #prior(): void {
    if (this.#chance(0.3)) {
      const name = this.#fresh("s");
      this.#lines.push(
        `prior ${name} ~ ${this.#pick(["HalfNormal(1)", "Exponential(1)", "HalfCauchy(2)", "Gamma(2, 2)"])}`,
      );
      this.#positive.push(name);
      if (this.#latents.length > 0) return;
    }
    const axes = this.#pick([[], [], ["group"], ["group"], ["other"], ["column"], ["group", "column"]]);
    const name = this.#fresh("a");
    const scalars = this.#latents.filter((latent) => latent.axes.length === 0).map((latent) => latent.name);
    const mean = this.#chance(0.4) && scalars.length > 0 ? this.#pick(scalars) : String(this.#real());
    const family = this.#pick([
      `Normal(${mean}, ${this.#scale()})`,
      `Normal(${mean}, 2)`,
      `StudentT(4, ${mean}, 1)`,
      "Normal(0, 1)",
    ]);
    this.#lines.push(`prior ${axes.length > 0 ? `${name}[${axes.join(", ")}]` : name} ~ ${family}`);
    this.#latents.push({ name, axes });
  }

  #scale(): string {
    return this.#positive.length > 0 && this.#chance(0.6) ? this.#pick(this.#positive) : this.#pick(["1", "0.5", "3"]);
  }

  /** A path over the rows: autoregressive, or smoothed. */
  #recursion(): void {
    const name = this.#fresh("path");
    const step = this.#pick([
      `0.5 * ${name}[row - 1] + ${this.#scalar(1)}`,
      `tanh(${this.#scalar(1)}) * ${name}[row - 1] + u[row]`,
      `${name}[row - 1] + 0.1 * (v[row - 1] - ${name}[row - 1]) * ${this.#scalar(0)}`,
      `sqrt(0.2 + 0.3 * u[row - 1]^2 + 0.4 * ${name}[row - 1]^2)`,
    ]).replaceAll("[row", "[t");
    this.#lines.push(`for t in row { let ${name}[t] = if t == 0 then ${this.#scalar(0)} else ${step} }`);
    this.#data.push({ name, axes: ["row"] });
  }

  /** A path of latents over the rows. */
  #walk(): void {
    const name = this.#fresh("walk");
    this.#lines.push(`prior ${name}[row] ~ GaussianRandomWalk(${this.#scale()})`);
    this.#data.push({ name, axes: ["row"] });
  }

  /** Rows of unknown states, one by one or a chain of them, which are summed out. */
  #states(): void {
    const [weights, level, state, y] = ["p", "level", "z", "y"].map((letter) => this.#fresh(letter));
    const isChain = this.#chance(0.5);
    this.#lines.push(`prior ${weights}[other] ~ Dirichlet(1.5)`, `prior ${level}[other] ~ Normal(0, 2)`);
    const values = numbers(this.#sizes.row, this.#real);
    this.#lines.push(`data ${y}[row] = ${values}`);
    const shift = this.#scalar(1);
    if (isChain)
      this.#lines.push(`for t in row {
  prior ${state}[t] ~ Categorical(if t == 0 then ${weights} else if ${state}[t - 1] == 0 then ${weights} else softmax(${level}))
  observe ${y}[t] ~ Normal(${level}[${state}[t]] + ${shift}, ${this.#scale()})
}`);
    else
      this.#lines.push(
        `prior ${state}[row] ~ Categorical(${weights})`,
        `observe ${y} ~ Normal(${level}[${state}] + ${this.#expression(["row"], 1)}, ${this.#scale()})`,
      );
  }

  /** A Gaussian process over one of the columns. */
  #process(): void {
    const [amplitude, length, y] = ["s", "s", "y"].map((letter) => this.#fresh(letter));
    this.#lines.unshift('use "std/kernels"');
    this.#lines.push(`prior ${amplitude} ~ HalfNormal(1)`, `prior ${length} ~ InverseGamma(3, 3)`);
    this.#lines.push(`data ${y}[row] = ${numbers(this.#sizes.row, this.#real)}`);
    const kernel = this.#pick(["squared_exponential", "matern32", "matern52", "exponential_kernel"]);
    this.#lines.push(
      `observe ${y} ~ MvNormal(${this.#expression(["row"], 1)} + 0 * u, with_noise(${kernel}(u, ${amplitude}, ${length}), 0.3))`,
    );
  }

  #let(): void {
    const name = this.#fresh("m");
    this.#lines.push(`let ${name}[row] = ${this.#expression(["row"], 2)}`);
    this.#data.push({ name, axes: ["row"] });
  }

  #scalar(depth: number): string {
    return this.#expression([], depth);
  }

  /** Something along these axes, or something that is repeated along them. */
  #expression(axes: readonly string[], depth: number): string {
    if (depth === 0) return this.#leaf(axes);
    const inner = () => this.#expression(axes, depth - 1);
    switch (this.#below(9)) {
      case 0:
      case 1:
        return `(${inner()} + ${inner()})`;
      case 2:
        return `(${inner()} - ${inner()})`;
      case 3:
      case 4:
        return `${inner()} * ${inner()}`;
      case 5:
        return `${this.#pick(["tanh", "sigmoid", "sin", "abs", "softplus"])}(${inner()})`;
      case 6:
        return `(if ${axes.includes("row") ? this.#pick(["u", "v"]) : this.#leaf(axes)} > 0 then ${inner()} else ${inner()})`;
      case 7:
        return axes.includes("row") ? this.#product() : inner();
      default:
        return inner();
    }
  }

  /** A linear predictor: known columns times a latent for each, of all rows or of each row's group. */
  #product(): string {
    const slopes = this.#latents.filter(({ axes }) => axes.includes("column"));
    if (slopes.length === 0) return this.#leaf(["row"]);
    const { name, axes } = this.#pick(slopes);
    if (!axes.includes("group")) return this.#chance(0.5) ? `x @ ${name}` : `sum(x * ${name}, over = column)`;
    return `sum(x * ${name}[group_of], over = column)`;
  }

  #leaf(axes: readonly string[]): string {
    if (this.#chance(0.15)) return this.#pick(["0.5", "2", "1", "-1", "0"]);
    const choices: string[] = [];
    for (const { name, axes: own } of [...this.#data, ...this.#latents, ...this.#latents]) {
      if (own.every((axis) => axes.includes(axis))) choices.push(name);
      else if (own.length === 1 && axes.includes("row")) {
        const index = this.#indices.find(({ of }) => of === own[0]);
        if (index !== undefined) choices.push(`${name}[${index.name}]`);
      }
      if (own.length === 1 && !axes.includes("row")) choices.push(this.#chance(0.5) ? `sum(${name})` : `${name}[0]`);
    }
    return choices.length > 0 ? this.#pick(choices) : "1";
  }

  #observe(): void {
    const mean = this.#expression(["row"], 3);
    const { row } = this.#sizes;
    const [whole, sign] = [numbers(row, () => this.#below(4)), numbers(row, () => this.#below(2))];
    const name = this.#fresh("y");
    const [values, family] = this.#pick([
      [numbers(row, this.#real), `Normal(${mean}, ${this.#scale()})`],
      [numbers(row, this.#real), `Normal(${mean}, ${this.#scale()})`],
      [numbers(row, this.#real), `StudentT(5, ${mean}, ${this.#scale()})`],
      [numbers(row, this.#real), `Laplace(${mean}, ${this.#scale()})`],
      [numbers(row, this.#real), `Normal(${mean}, 0.2 + softplus(${this.#expression(["row"], 1)}))`],
      [numbers(row, this.#real), `Mixture([0.3, 0.7], Normal(${mean}, ${this.#scale()}), Normal(0, 2))`],
      [sign, `BernoulliLogit(${mean})`],
      [sign, `BinomialLogit(size, ${mean})`],
      [whole, `PoissonLog(tanh(${mean}))`],
      [whole, `NegativeBinomial(exp(tanh(${mean})), 2)`],
    ]);
    this.#lines.push(`data ${name}[row] = ${values}`);
    this.#lines.push(`observe ${name} ~ ${family}`);
  }
}

/** A model for each seed, without its first line. */
export function randomModel(seed: number): string {
  return new Writer(new Xoshiro(seed)).text();
}
