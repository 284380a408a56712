/** Scenarios as LaTeX. `UPDATE=1` writes the expected files anew; read the difference. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { loadScenario } from "../../src/cli/scenario.ts";
import { parse } from "../../src/language/parse.ts";
import { modelTex } from "../../src/tex/model.ts";
import { load, programs } from "../language/golden.ts";

async function texOf(file: string): Promise<string> {
  const { scenario } = await loadScenario(fileURLToPath(new URL(file, import.meta.url)), { set: {} });
  return modelTex(scenario, parse(scenario.source).tree);
}

/** What a TeX of ours can be wrong in: groups and environments that do not nest, delimiters without their other half. */
function checkTex(tex: string): void {
  const open: string[] = [];
  const closing: Readonly<Record<string, string>> = { "}": "{", "\\right": "\\left", "\\]": "\\[" };
  const tokens = /\\(?:begin|end)\{(\w+)\}|\\(?:left|right)(?![A-Za-z])|\\[[\]]|\\[A-Za-z]+|\\.|[{}&_]|\n/gs;
  let lastToken = "";
  let ampersands = 0;
  for (const match of tex.matchAll(tokens)) {
    const [token, environment] = match;
    if (environment !== undefined && token.startsWith("\\begin")) open.push(environment);
    else if (environment !== undefined) assert.is(open.pop(), environment, tex);
    else if (token === "{" || token === "\\left" || token === "\\[") open.push(token);
    else if (token in closing) assert.is(open.pop(), closing[token], tex);
    else if (token === "&" && open.at(-1) === "aligned") ampersands += 1;
    else if (token === "\n") {
      assert.ok([0, 1, 3].includes(ampersands), `${ampersands} columns: ${tex}`);
      ampersands = 0;
    } else if (token === "_") assert.is.not(lastToken, "_", tex);
    lastToken = token;
  }
  assert.equal(open, []);
  // A command that a name has run into, and words in which an underscore is not escaped.
  for (const [command] of tex.matchAll(/\\[A-Za-z]+/g)) assert.ok(commands.has(command), `${command} in ${tex}`);
  for (const [, word] of tex.matchAll(/\\(?:mathrm|operatorname\*?)\{([^}]*)\}/g)) assert.not.match(word, /(?<!\\)_/);
}

const greek =
  "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi omega";
const words =
  "aligned begin bmod cdot colon dots end exp frac geq hat bar tilde in infty left leq lfloor rfloor lceil rceil ln mapsto mathbb mathcal " +
  "mathrel mathrm max min nabla neg neq ni operatorname prod quad right sim sin cos tan sinh cosh tanh arcsin sqrt sum text times to " +
  "vee wedge Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega arccos arctan";
const commands: ReadonlySet<string> = new Set(`${greek} ${words}`.split(" ").map((command) => `\\${command}`));

for (const name of ["everything", "structure", "eight_schools", "iris", "regression"]) {
  test(`${name}, as expected`, async () => {
    const tex = await texOf(
      existsSync(new URL(`${name}.pal`, import.meta.url)) ? `${name}.pal` : `../../models/${name}/scenario.pal`,
    );
    const golden = new URL(`${name}.tex`, import.meta.url);
    if (process.env.UPDATE === "1") writeFileSync(golden, tex);
    assert.is(tex, existsSync(golden) ? readFileSync(golden, "utf8") : "");
    checkTex(tex);
  });
}

test("every good program has a formula that compiles, as far as can be told", async () => {
  for (const name of programs("good")) {
    const outcome = await load("good", name);
    if (!("scenario" in outcome)) throw new Error(`${name} is refused`);
    checkTex(await modelTex(outcome.scenario, parse(outcome.scenario.source).tree));
  }
});

test.run();
