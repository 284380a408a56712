/** Random scenarios of the grammar: names are mostly declared, shapes often fit, so that the checker is reached deep inside. */
import { Xoshiro } from "../../../verify/support/xoshiro.ts";

const dims = ["a", "b", "c"];
const unary = [
  "exp",
  "log",
  "sqrt",
  "abs",
  "tanh",
  "sigmoid",
  "round",
  "sum",
  "mean",
  "argmax",
  "cumsum",
  "sd",
  "lgamma",
];
const binary = ["+", "-", "*", "/", "^", "@", "%", "==", "<", ">=", "and", "or"];
const scalars = ["Normal(E, S)", "StudentT(3, E, S)", "Gamma(S, S)", "Beta(S, S)", "Uniform(E, E)", "HalfCauchy(S)"];
const discrete = ["Poisson(S)", "Bernoulli(0.3)", "Categorical([0.2, 0.8])", "Binomial(3, 0.5)", "Geometric(0.4)"];
const others = [
  "Flat()",
  "MvNormal(E, E)",
  "Dirichlet(E)",
  "Truncated(Normal(E, S), 0, 3)",
  "Mixture([0.4, 0.6], Normal(E, S), Normal(E, S))",
  "Ordered(Normal(E, S))",
  "ZeroInflated(0.2, Poisson(S))",
  "density(x => -x^2 - E)",
];

class Writer {
  readonly #names: string[] = [];
  readonly #arrays = new Map<string, readonly string[]>();
  readonly #functions: string[] = [];
  #next = 0;

  constructor(private readonly random: Xoshiro) {}

  #below(n: number): number {
    return Math.floor(this.random.uniform() * n);
  }

  #pick<T>(list: readonly T[]): T {
    return list[this.#below(list.length)];
  }

  #chance(p: number): boolean {
    return this.random.uniform() < p;
  }

  #fresh(): string {
    this.#next += 1;
    return this.#chance(0.01) ? this.#pick(["a", "x1", "sum", "prior_"]) : `x${this.#next}`;
  }

  scenario(): string {
    const lines = ["scenario random"];
    for (const dim of dims) lines.push(`dim ${dim} = ${this.#chance(0.01) ? "0" : 1 + this.#below(4)}`);
    const count = 3 + this.#below(10);
    for (let i = 0; i < count; i++) lines.push(this.#statement([]));
    if (this.#names.length > 0) lines.push(`target ${this.#pick(this.#names)}`);
    if (this.#chance(0.2))
      lines.push(`infer ${this.#pick(["nuts()", "smc(particles = 10)", "rwm()", "hmc(step_size = E)"])}`);
    return lines.join("\n");
  }

  /** @param loops the indices of the loops around */
  #statement(loops: readonly string[]): string {
    const roll = this.random.uniform();
    if (roll < 0.3) return this.#define("prior", loops);
    if (roll < 0.5) return this.#define("let", loops);
    if (roll < 0.65) return `observe ${this.#known(loops)} ~ ${this.#distribution(loops)}`;
    if (roll < 0.72) return `factor ${this.#expression(3, loops)}`;
    if (roll < 0.86 && loops.length < 3) return this.#loop(loops);
    if (loops.length > 0) return this.#define("let", loops);
    if (roll < 0.92) return this.#function();
    if (roll < 0.95) return this.#definition();
    const head = this.#head("data", []);
    return `data ${head} = ${this.#chance(0.5) ? String(this.#below(5)) : `[${[1, 2, 3].slice(this.#below(3)).join(", ")}]`}`;
  }

  #head(kind: string, loops: readonly string[]): string {
    const name = this.#fresh();
    const own = dims.filter(() => this.#chance(0.3));
    const all = this.#chance(0.9) ? [...loops, ...own] : own;
    if (this.#chance(0.2)) all.reverse();
    this.#names.push(name);
    this.#arrays.set(name, all);
    return kind === "let" && this.#chance(0.3) ? name : all.length > 0 ? `${name}[${all.join(", ")}]` : name;
  }

  #define(kind: "prior" | "let", loops: readonly string[]): string {
    if (kind === "prior") {
      const drawn = this.#distribution(loops);
      return `prior ${this.#head(kind, loops)} ~ ${drawn}`;
    }
    const head = this.#head(kind, loops);
    return `let ${head} = ${this.#expression(3, loops)}`;
  }

  #loop(loops: readonly string[]): string {
    const index = ["t", "s", "u"][loops.length];
    const body = Array.from({ length: 1 + this.#below(3) }, () => `  ${this.#statement([...loops, index])}`);
    return `for ${index} in ${this.#pick(dims)} {\n${body.join("\n")}\n}`;
  }

  #function(): string {
    const name = `f${this.#functions.length}`;
    const body = this.#expression(2, ["p"]);
    this.#functions.push(name);
    return this.#chance(0.5) ? `fn ${name}(p) = ${body}` : `fn ${name}(p) { let q = ${body}  value = q + p }`;
  }

  #hasDistribution = false;

  #definition(): string {
    if (this.#hasDistribution) return `factor ${this.#expression(2, [])}`;
    this.#hasDistribution = true;
    return this.#pick([
      "distribution D(m) { prior u[shape] ~ Normal(0, 1)  value = u * m }",
      "distribution D(m) = Normal(m, 1)",
      "distribution D(m) { let k = m^2  value ~ HalfNormal(k) }",
      "distribution D(m) = density(x => -(x - m)^2, start = Normal(0, 1))",
    ]);
  }

  #known(loops: readonly string[]): string {
    return this.#chance(0.5) ? this.#expression(1, loops) : this.#pick(["1", "0.5", "[1, 2]", "2"]);
  }

  #distribution(loops: readonly string[]): string {
    const roll = this.random.uniform();
    if (roll > 0.995) return "Unknown(1)";
    if (roll > 0.9 && this.#hasDistribution) return `D(${this.#expression(1, loops)})`;
    const template = this.#pick(roll < 0.7 ? scalars : roll < 0.8 ? discrete : others);
    return template
      .replaceAll("E", () => this.#expression(2, loops))
      .replaceAll(/\bS\b/g, () => (this.#chance(0.8) ? "1.5" : this.#expression(2, loops)));
  }

  #expression(depth: number, loops: readonly string[]): string {
    if (depth === 0 || this.#chance(0.25)) return this.#leaf(loops);
    const inner = () => this.#expression(depth - 1, loops);
    switch (this.#below(11)) {
      case 0:
      case 1:
      case 2:
        return `(${inner()} ${this.#pick(this.#chance(0.85) ? binary.slice(0, 4) : binary)} ${inner()})`;
      case 3:
        return `${this.#pick(unary)}(${inner()}${this.#chance(0.2) ? `, over = ${this.#pick(dims)}` : ""})`;
      case 4:
        return `if ${inner()} then ${inner()} else ${inner()}`;
      case 5:
        return `[${inner()}, ${inner()}]`;
      case 6:
        return `${this.#element(loops, inner)}`;
      case 7:
        return `[${this.#expression(depth - 1, [...loops, "i"])} for i in ${this.#pick([...dims, "0..3", inner()])}]`;
      case 8:
        return this.#functions.length > 0 ? `${this.#pick(this.#functions)}(${inner()})` : `-${inner()}`;
      case 9:
        return `scan((s, v) => ${this.#expression(depth - 1, [...loops, "s", "v"])}, ${inner()}, ${this.#pick(dims)})`;
      default:
        return `${inner()}[${this.#pick(["0", "..2", "1..", "..", "t - 1", "0, 0"])}]`;
    }
  }

  /** An element of an array that has been declared, often an earlier one of a loop. */
  #element(loops: readonly string[], inner: () => string): string {
    if (this.#names.length === 0) return "1";
    const name = this.#pick(this.#names);
    const places = (this.#arrays.get(name) ?? []).map((dim) => {
      if (!loops.includes(dim)) return this.#pick(["0", "..", inner()]);
      return this.#pick([dim, `${dim} - 1`, `max(${dim} - 1, 0)`, `${dim} - 2..${dim}`]);
    });
    const read = places.length > 0 ? `${name}[${places.join(", ")}]` : name;
    const [first] = loops;
    return first !== undefined && this.#chance(0.7) ? `(if ${first} == 0 then 1 else ${read})` : read;
  }

  #leaf(loops: readonly string[]): string {
    const roll = this.random.uniform();
    if (roll < 0.3) return this.#pick(["0", "1", "-2", "0.5", "3", "1e300"]);
    if (roll < 0.5 && loops.length > 0) return this.#pick(loops);
    if (roll < 0.9 && this.#names.length > 0) return this.#element(loops, () => "0");
    if (roll < 0.91) return this.#pick([...dims, "nope"]);
    return this.#pick(["[1, 2, 3]", "true", "zeros(2)", "size(a)", "identity(2)", "[i for i in a]", "0.3"]);
  }
}

/** A scenario for each seed. */
export function generate(seed: number): string {
  return new Writer(new Xoshiro(seed)).scenario();
}
