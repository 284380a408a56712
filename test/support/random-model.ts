/**
 * Random statistical models that always check: groups that rows read by known indices, slopes, recursions, products with known
 * matrices, several families of likelihoods. What they say is nonsense; what is compiled of them must be what they say.
 */
import { Xoshiro } from "../../verify/support/xoshiro.ts";

/** A scenario without its first line, and the files that it reads. */
export interface RandomModel {
  readonly text: string;
  readonly files: Readonly<Record<string, string>>;
}

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
  /** Tables that lie beside the model. */
  readonly #files: Record<string, string> = {};
  #next = 0;

  constructor(private readonly random: Xoshiro) {
    this.#sizes = {
      row: 1 + this.#below(this.#pick([12, 12, 60, 150])),
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

  write(): RandomModel {
    for (const [name, size] of Object.entries(this.#sizes)) this.#lines.push(`dim ${name} = ${size}`);
    this.#declareData();
    if (this.#chance(0.2)) this.#missing();
    const count = 2 + this.#below(4);
    for (let i = 0; i < count; i++) this.#prior();
    if (this.#chance(0.25)) this.#recursion();
    if (this.#chance(0.1)) this.#walk();
    if (this.#chance(0.1)) this.#effects();
    if (this.#chance(0.1)) this.#fitted();
    if (this.#chance(0.4)) this.#let();
    const observed = 1 + this.#below(2);
    for (let i = 0; i < observed; i++) this.#observe();
    if (this.#chance(0.15)) this.#states();
    if (this.#chance(0.15)) this.#process();
    if (this.#chance(0.1)) this.#pairs();
    if (this.#chance(0.2)) this.#lines.push(`factor -0.1 * sum(${this.#expression(["row"], 2)}^2)`);
    this.#lines.push(`target ${this.#latents[0].name}`);
    if (this.#chance(0.7)) this.#targets();
    return { text: `${this.#lines.join("\n")}\n`, files: this.#files };
  }

  #declareData(): void {
    const { row, column } = this.#sizes;
    const second = this.#chance(0.3) ? [["group", "next_of"] as const] : [];
    for (const [of, name] of [["group", "group_of"], ["other", "other_of"], ...second] as const) {
      const index = Array.from({ length: row }, () => this.#below(this.#sizes[of]));
      if (this.#chance(0.3)) index.sort((a, b) => a - b);
      this.#lines.push(`data ${name}[row] = [${index.join(", ")}]`);
      this.#indices.push({ name, of });
      // an index may be a number, too
      if (this.#chance(0.2)) this.#data.push({ name, axes: ["row"] });
    }
    const outer = Array.from({ length: this.#sizes.group }, () => this.#below(this.#sizes.other));
    this.#lines.push(`data outer_of[group] = [${outer.join(", ")}]`);
    const cells = numbers(row, () => 0).replaceAll("0", () => numbers(column, () => this.#below(this.#sizes.group)));
    this.#lines.push(`data cell_of[row, column] = ${cells}`);
    for (const name of ["u", "v"]) {
      this.#lines.push(`data ${name}[row] = ${numbers(row, this.#column())}`);
      this.#data.push({ name, axes: ["row"] });
    }
    this.#lines.push(`data w[group] = ${numbers(this.#sizes.group, this.#column())}`);
    this.#data.push({ name: "w", axes: ["group"] });
    const columns = Array.from({ length: column }, () => this.#column());
    const rowOf = () => `[${columns.map((of) => of()).join(", ")}]`;
    this.#lines.push(`data x[row, column] = [${Array.from({ length: row }, rowOf).join(", ")}]`);
    this.#data.push({ name: "x", axes: ["row", "column"] });
    this.#lines.push(`data size[row] = ${numbers(row, () => 1 + this.#below(5))}`);
  }

  /** The numbers of a covariate: all different, of few levels, which repeat in combinations, or all the same. */
  #column(): () => number {
    if (this.#chance(0.6)) return this.#real;
    const levels = this.#chance(0.7) ? [this.#real(), this.#real()] : [this.#pick([0, 0, 1, -1])];
    return () => this.#pick(levels);
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
    const axes = this.#pick([
      [],
      [],
      ["group"],
      ["group"],
      ["other"],
      ["column"],
      ["group", "column"],
      ["group", "other"],
      ["row"],
    ]);
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
      ...this.#ofGroups().map((group) => `0.5 * ${name}[row - 1] + ${group}[group_of[row]]`),
      ...this.#ofGroups().map((group) => `tanh(${group}[group_of[row - 1]]) * ${name}[row - 1] + v[row]`),
    ]).replaceAll("[row", "[t");
    this.#lines.push(`for t in row { let ${name}[t] = if t == 0 then ${this.#scalar(0)} else ${step} }`);
    this.#data.push({ name, axes: ["row"] });
  }

  #ofGroups(): readonly string[] {
    return this.#latents.filter(({ axes }) => axes.join() === "group").map(({ name }) => name);
  }

  /** A path of latents over the rows. */
  #walk(): void {
    const name = this.#fresh("walk");
    this.#lines.push(`prior ${name}[row] ~ GaussianRandomWalk(${this.#scale()})`);
    this.#data.push({ name, axes: ["row"] });
  }

  /** A covariate of which some rows are not known, with a distribution of its own. */
  #missing(): void {
    const name = this.#fresh("c");
    const values = Array.from({ length: this.#sizes.row }, () => (this.#chance(0.2) ? Number.NaN : this.#real()));
    this.#files[`${name}.csv`] = [name, ...values.map((x) => (Number.isNaN(x) ? "NA" : String(x))), ""].join("\n");
    const prior = this.#fresh("a");
    this.#lines.push(`prior ${prior}[group] ~ Normal(0, 1)`, `data ${name}[row] = csv("${name}.csv").${name}`);
    this.#lines.push(`observe ${name} ~ Normal(${prior}[group_of], 1)`);
    this.#latents.push({ name: prior, axes: ["group"] });
    this.#data.push({ name, axes: ["row"] });
  }

  /** What is told of rows, groups and all together, in the order of the data. */
  #targets(): void {
    const row = this.#expression(["row"], 2);
    const told = this.#pick([
      ["[row]", row],
      ["[row]", row],
      ["[row]", `cumsum(${row} + 0 * u)`],
      ["[row]", `softmax(${row} + 0 * u)`],
      ["", `max(${row} + 0 * u)`],
      ["", `sum((${row})^2)`],
      ["", `argmax(${row} + 1e-3 * cumsum(1 + 0 * u))`],
      ["[group]", this.#expression(["group"], 2)],
    ]);
    const name = this.#fresh("t");
    const [axes, text] = told;
    this.#lines.push(`let ${name}${axes} = ${text}`, `target ${name}`);
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
    if (this.#chance(0.5)) this.#tellStates(state, level);
  }

  /** Effects of groups that go together, as their kernel says. */
  #effects(): void {
    const [effect, decay] = ["a", "s"].map((letter) => this.#fresh(letter));
    const near = this.#pick(["exp(-(w[i] - w[j])^2)", "(if outer_of[i] == outer_of[j] then 0.5 else 0.1)", "0.2"]);
    this.#lines.push(
      `prior ${decay} ~ HalfNormal(1)`,
      `let k${effect} = [(if i == j then 1 + ${decay} else 0) + ${near} * ${decay} for i in group, j in group]`,
      `prior ${effect}[group] ~ MvNormal(0 * w, k${effect})`,
    );
    this.#positive.push(decay);
    this.#latents.push({ name: effect, axes: ["group"] });
  }

  /** What is fitted to the rows: an inner problem in which they meet by their groups. */
  #fitted(): void {
    const name = this.#fresh("f");
    const row = this.#expression(["row"], 1);
    const loss = this.#pick([`(${row} - p[group_of])^2`, `softplus(p[group_of]) - sigmoid(${row}) * p[group_of]`]);
    this.#lines.push(`let ${name} = argmin(p => mean(${loss} + 0 * u) + 0.5 * sum(p^2), start = 0 * w)`);
    this.#latents.push({ name, axes: ["group"] });
  }

  /** Rows beside rows. */
  #pairs(): void {
    const groups = this.#ofGroups();
    const group = groups.length > 0 ? this.#pick(groups) : "w";
    const at = (i: string) => `${group}[group_of[${i}]]`;
    const term = this.#pick([
      `log1p((${at("i")} - ${at("j")})^2)`,
      `exp(-abs(u[i] - v[j]) * ${this.#scale()}) * ${at("i")}`,
    ]);
    this.#lines.push(
      `factor -0.1 * mean([${term} + (if group_of[i] == other_of[j] then ${at("j")} else 0) for i in row, j in row])`,
    );
  }

  /** States are told as they are drawn, in the order of their rows, with what is read by them. */
  #tellStates(state: string, level: string): void {
    const name = this.#fresh("t");
    this.#lines.push(`let ${name}[row] = ${level}[${state}] * ${this.#expression(["row"], 1)}`);
    this.#lines.push(`target ${state}, ${name}`);
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
    switch (this.#below(10)) {
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
        // sums that cancel are 0 up to rounding
        return `(if ${axes.includes("row") ? this.#pick(["u", "v"]) : this.#leaf(axes)} > 0.01 then ${inner()} else ${inner()})`;
      case 7:
        return axes.includes("row") ? this.#product() : inner();
      case 8:
        return axes.includes("row") ? this.#ofRows(inner()) : inner();
      default:
        return inner();
    }
  }

  /** Rows in a second role: in order, all together, or of groups by other ways. */
  #ofRows(row: string): string {
    const groups = this.#ofGroups();
    const others = this.#latents.filter(({ axes }) => axes.join() === "other").map(({ name }) => name);
    const tables = this.#latents.filter(({ axes }) => axes.join() === "group,other").map(({ name }) => name);
    return this.#pick([
      `0.1 * cumsum(${row} + 0 * u)`,
      `(${row} - mean(${row} + 0 * u))`,
      `softmax(${row} + 0 * u)`,
      `0.1 * max(${row} + 0 * u)`,
      `0.1 * logsumexp(${row} + 0 * u)`,
      ...groups.map((name) => `sum(x * ${name}[cell_of], over = column)`),
      ...groups.map((name) => `sum(${name}[cell_of], over = column)`),
      ...others.map((name) => `${name}[outer_of][group_of]`),
      ...others.map((name) => `${name}[outer_of[group_of]]`),
      ...tables.map((name) => `${name}[group_of, other_of]`),
      ...tables.map((name) => `${name}[group_of, 0]`),
      ...tables.map((name) => `sum(${name}[group_of], over = other)`),
    ]);
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

/** A model for each seed. */
export function randomModel(seed: number): RandomModel {
  return new Writer(new Xoshiro(seed)).write();
}
