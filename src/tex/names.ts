/** Names of a scenario as mathematical symbols. */

const lower =
  "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi omega";
const upper = "Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega";
const greek: ReadonlySet<string> = new Set(`${lower} ${upper}`.split(" "));
/** Words behind a name that are signs above it. */
const accents: Readonly<Record<string, string>> = { hat: "\\hat", bar: "\\bar", tilde: "\\tilde" };

/** A symbol to which indices can still be added. */
export interface Symbol {
  readonly base: string;
  readonly subscripts: readonly string[];
}

/** `mu`: a Greek letter; `x`: itself; `beta2` and `sigma_y` get a subscript, `y_hat` a hat; `mom_iq` is a word. */
export function symbolOf(name: string): Symbol {
  const [first, ...rest] = name.split("_");
  const numbered = /^(\D+)(\d+)$/.exec(first);
  const letter = letterOf(numbered === null ? first : numbered[1]);
  if (letter === undefined || rest.includes("")) return { base: word(name), subscripts: [] };
  const accent = accents[rest.at(-1) ?? ""];
  const below = accent === undefined ? rest : rest.slice(0, -1);
  const subscripts = [
    ...(numbered === null ? [] : [numbered[2]]),
    ...below.map((part) => letterOf(part) ?? subscript(part)),
  ];
  return { base: accent === undefined ? letter : `${accent}{${letter}}`, subscripts };
}

function letterOf(text: string): string | undefined {
  if (greek.has(text)) return `\\${text}`;
  return /^[A-Za-z]$/.test(text) ? text : undefined;
}

function subscript(text: string): string {
  return /^\d+$/.test(text) ? text : word(text);
}

/** Upright, as words are: `\mathrm{mom\_iq}`. */
export function word(text: string): string {
  return `\\mathrm{${text.replaceAll("_", "\\_")}}`;
}

/** `x_{i,j}` */
export function withIndices({ base, subscripts }: Symbol, indices: readonly string[]): string {
  const all = [...subscripts, ...indices];
  return all.length === 0 ? base : `${base}_{${all.join(", ")}}`;
}

/** A name without indices. */
export function nameTex(name: string): string {
  return withIndices(symbolOf(name), []);
}
