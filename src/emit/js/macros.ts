/** Functions whose text is several statements. */

/** Statements that define `target` as a function of `args`, which bind tightly; undefined for what is an expression. */
export function macroText(op: string, target: string, args: readonly string[]): string[] | undefined {
  const [x] = args;
  switch (op) {
    case "exp":
      return [`const ${target} = Math.exp(${x});`];
    case "tanh":
      return [`const ${target} = Math.tanh(${x});`];
    case "sigmoid":
      return [
        `const ${target}e = Math.exp(-Math.abs(${x}));`,
        `const ${target} = (${x} >= 0 ? 1 : ${target}e) / (1 + ${target}e);`,
      ];
    case "softplus":
      return [`const ${target} = Math.max(${x}, 0) + Math.log1p(Math.exp(-Math.abs(${x})));`];
    default:
      return undefined;
  }
}
