/** The formatter keeps meaning and comments, changes nothing the second time, and lays out as the goldens say. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { tokenize } from "../../../grammar/lexer.ts";
import { format } from "../../../src/language/format/format.ts";
import { parse } from "../../../src/language/parse.ts";
import { withoutSpans } from "../tree.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

function formatted(text: string): string {
  const result = format({ name: "x.pal", text });
  if ("diagnostics" in result) throw new Error(`${text}\n${result.diagnostics.map((d) => d.message).join("\n")}`);
  return result.text;
}

const meaning = (text: string) => withoutSpans(parse({ name: "x.pal", text }).tree.statements);
const comments = (text: string) => {
  const { documentation, comments } = tokenize({ name: "x.pal", text });
  return [...documentation, ...comments].map(({ image }) => image.trimEnd());
};

/** All scenarios and modules that lie in a folder and can be read. */
function texts(folder: string): { name: string; text: string }[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".pal"))
    .map((name) => ({ name: path.join(folder, name), text: readFileSync(path.join(root, folder, name), "utf8") }))
    .filter(({ text }) => parse({ name: "x.pal", text }).diagnostics.length === 0);
}

const all = ["test/good", "test/bad", "models", "stdlib"].flatMap(texts);

test("every program keeps its meaning and its comments, and is done after one time", () => {
  assert.ok(all.length > 150);
  for (const { name, text } of all) {
    const once = formatted(text);
    assert.equal(meaning(once), meaning(text), name);
    assert.equal(comments(once), comments(text), name);
    assert.is(formatted(once), once, name);
  }
});

test("what is shipped is laid out", () => {
  for (const { name, text } of texts("stdlib")) assert.is(formatted(text), text, name);
});

/** The text with its blanks between tokens changed: more of them, none where two signs meet, line ends in brackets. */
function shaken(text: string, choices: readonly number[]): string {
  const { tokens, documentation, comments } = tokenize({ name: "x.pal", text });
  const pieces = [...tokens, ...documentation, ...comments].sort((a, b) => a.start - b.start);
  let result = "";
  let depth = 0;
  pieces.forEach((piece, i) => {
    const before = pieces[i - 1];
    const gap = before === undefined ? "" : text.slice(before.start + before.image.length, piece.start);
    const choice = choices[i % choices.length];
    const touching = before !== undefined && /[\w"]$/.test(before.image) && /^[\w"]/.test(piece.image);
    const isLine = before?.image.startsWith("//") === true;
    if (isLine || gap.includes("\n")) result += gap;
    else if (choice === 1) result += touching || gap === "" ? gap : "   ";
    else if (choice === 2 && depth > 0 && gap !== "") result += "\n";
    else result += gap;
    result += piece.image;
    if (/^[([]$/.test(piece.image)) depth += 1;
    if (/^[)\]]$/.test(piece.image)) depth -= 1;
  });
  return result;
}

test("however blanks and line ends stood before, meaning stays and the layout settles at once", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...all),
      fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 3, maxLength: 40 }),
      ({ name, text }, choices) => {
        const input = shaken(text, choices);
        if (parse({ name: "x.pal", text: input }).diagnostics.length > 0) return;
        const once = formatted(input);
        assert.equal(meaning(once), meaning(text), name);
        assert.is(formatted(once), once, `${name}\n${input}`);
      },
    ),
    { numRuns: 200, seed: 11 },
  );
});

test("a sign behind the word of a statement belongs to what follows it", () => {
  const text = `scenario signs
prior mu ~ Normal(0, 1)
let a = mu - 1
observe -1 ~ Normal(a, 1)
factor -mu^2
factor - mu ^ 2 + m.data-1
observe -a - true-1 ~ Normal(mu, 1)
`;
  const laidOut = text.replace("- mu ^ 2 + m.data-1", "-mu^2 + m.data - 1").replace("true-1", "true - 1");
  assert.is(formatted(text), laidOut);
});

test("the layout", () => {
  const ugly = `/// Doc
scenario   ugly   // trailing
dim   a=3
dim longer = {x,y ,
   z}   /* block */
// a comment


data y[a]=[1,-2, 3 ]
data  other [ a ] = - y+ 2*-3^2   // first
data third=1 // second
let b=if y[0]>1 then -1 else not (true)
for t in a{let c[t]=if t==0 then 1 else c[t-1]
 observe y[ t ]~Normal(c[t],1) }
distribution D(p,q){prior u[shape]~Normal(0,p) value=u*q}
fn f(x,g)=g(x)+[i*2 for i in 0 .. 3][ ..2 ]
let w = sum(
   y *
  other,
over = a
)
model c(real[a]) -> simplex[longer]=tfjs("m.json") access scores,labels budget 5_000
infer q=nuts(chains=2)   then smc()
`;
  assert.is(
    formatted(ugly),
    `/// Doc
scenario ugly  // trailing
dim a = 3
dim longer = { x, y,
  z } /* block */
// a comment

data y[a]     = [1, -2, 3]
data other[a] = -y + 2 * -3^2  // first
data third    = 1              // second
let b = if y[0] > 1 then -1 else not (true)
for t in a {
  let c[t] = if t == 0 then 1 else c[t - 1]
  observe y[t] ~ Normal(c[t], 1)
}
distribution D(p, q) {
  prior u[shape] ~ Normal(0, p)
  value = u * q
}
fn f(x, g) = g(x) + [i * 2 for i in 0..3][..2]
let w = sum(
  y *
  other,
  over = a
)
model c(real[a]) -> simplex[longer] = tfjs("m.json") access scores, labels budget 5_000
infer q = nuts(chains = 2) then smc()
`,
  );
});

test("what cannot be read is reported, not laid out", () => {
  const result = format({ name: "x.pal", text: "scenario a\nlet b = (1 +\n" });
  assert.ok("diagnostics" in result && result.diagnostics.length > 0);
});

test.run();
