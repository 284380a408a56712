/** The tables of distributions, one for each family, and of combinators. */
import { combinators } from "../../src/distributions/combinators/registry.ts";
import type { Distribution, Domain, Parameter, Support } from "../../src/distributions/distribution.ts";
import { families } from "../../src/distributions/registry.ts";
import { input } from "../../src/tensor/build.ts";
import { constantValue } from "../../src/tensor/evaluate.ts";
import type { Node } from "../../src/tensor/node.ts";
import { table } from "./regions.ts";

export function distributionTables(): string {
  return families
    .map(({ title, distributions }) => {
      const rows = distributions.map((each) => [
        `\`${signatureOf(each)}\``,
        valuesOf(each),
        argumentsOf(each),
        each.documentation,
      ]);
      return `## ${title}\n\n${table(["distribution", "values", "arguments", "is"], rows)}`;
    })
    .join("\n\n");
}

export function combinatorTable(): string {
  const rows = [...combinators.values()].map(({ signature, documentation }) => [`\`${signature}\``, documentation]);
  return table(["combinator", "is"], rows);
}

/** What Truncated and Censored can be made of besides counts. */
export function cutList(): string {
  const all = families.flatMap(({ distributions }) => distributions).filter(({ logCdf }) => logCdf !== undefined);
  const cut = all
    .filter(({ discrete }) => !discrete)
    .map(({ name, parameters, knownForCdf = [] }) => {
      const known = knownForCdf.map((i) => `\`${parameters[i].name}\``);
      return `\`${name}\`${known.length === 0 ? "" : ` (${known.join(", ")} known)`}`;
    });
  return `${cut.join(", ")}.`;
}

function signatureOf({ name, parameters }: Distribution): string {
  return `${name}(${parameters.map((parameter) => parameter.name).join(", ")})`;
}

/** What an argument must be, where not every real number will do. */
const domains: Readonly<Record<Domain, string | undefined>> = {
  real: undefined,
  positive: "above 0",
  nonnegative: "0 or more",
  unit: "0 to 1",
  integer: "a count",
  whole: "whole",
  simplex: "proportions",
  covariance: "positive definite",
  cholesky_correlation: "a factor of correlations",
  lower_triangular: "lower triangular",
};

const ranks = ["", "[k]", "[k, k]"];

function argumentsOf({ parameters }: Distribution): string {
  const parts = parameters.flatMap(({ name, domain, rank }) => {
    const need = domains[domain];
    return rank === 0 && need === undefined ? [] : [`\`${name}${ranks[rank]}\`${need === undefined ? "" : ` ${need}`}`];
  });
  return parts.join(", ");
}

/** The size of the event from which a support is read; any will do. */
const SIZE = 3;

function valuesOf(distribution: Distribution): string {
  const args = distribution.parameters.map(argumentNode);
  const names = new Map(args.map((node, i) => [node, distribution.parameters[i].name]));
  const values = supportText(distribution.support(args), (node) => boundText(node, names));
  return distribution.eventRank === 1 && !/proportions|increasing/.test(values) ? `vectors, ${values}` : values;
}

function argumentNode({ name, rank }: Parameter): Node {
  return input(
    name,
    0,
    Array.from({ length: rank }, () => SIZE),
  );
}

/** The name of the argument that a bound is, or its number. */
function boundText(node: Node, names: ReadonlyMap<Node, string>): string {
  const name = names.get(node);
  if (name !== undefined) return `\`${name}\``;
  const value = constantValue(node);
  if (value === undefined) throw new Error("a bound is an argument or a number");
  return `${value[0]}`;
}

function supportText(support: Support, bound: (node: Node) => string): string {
  switch (support.kind) {
    case "real":
      return "real";
    case "positive":
      return "above 0";
    case "nonnegative":
      return "0 or more";
    case "unit":
      return "0 to 1";
    case "above":
      return `above ${bound(support.lower)}`;
    case "below":
      return `below ${bound(support.upper)}`;
    case "interval":
      return `${rounded(bound(support.lower))} to ${rounded(bound(support.upper))}`;
    case "simplex":
      return "proportions";
    case "ordered":
      return "increasing vectors";
    case "covariance":
      return "positive definite matrices";
    case "cholesky_correlation":
      return "Cholesky factors of correlation matrices";
    case "category":
      return support.size === 2 ? "0 or 1" : support.size === SIZE ? "0 to k - 1" : "0 to k";
    case "whole": {
      const lower = support.lower === undefined ? "" : bound(support.lower);
      return support.upper === undefined ? `whole, ${lower} or more` : `whole, ${lower} to ${bound(support.upper)}`;
    }
  }
}

function rounded(text: string): string {
  return text.replace(/^(-?)3\.14159\d*$/, "$1pi");
}
