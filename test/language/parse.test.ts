/** Statements, literals, names and documentation, and the places of all nodes. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { parse } from "../../src/language/parse.ts";
import type { Expression } from "../../src/language/syntax.ts";
import { scenarios } from "./scenarios.ts";
import { explicit, expression, parsed, spanned, statement, withoutSpans } from "./tree.ts";

test("the scenarios of the design parse, statement by statement", () => {
  const kinds = (text: string) =>
    parsed(text)
      .statements.map((s) => s.kind)
      .join(" ");
  assert.is(
    kinds(scenarios.iris),
    "scenario dim dim dim param data data data model prior observe target truth data let let control infer infer",
  );
  assert.is(kinds(scenarios.eightSchools), "scenario dim data data prior prior prior let observe target");
  assert.is(kinds(scenarios.kkt), "scenario dim dim dim model data prior prior observe target truth control infer");
});

test("dim: nothing, a size, a computed size, labels", () => {
  assert.is(statement("dim", "dim n").size, undefined);
  assert.is(statement("dim", "dim n").labels, undefined);
  assert.equal(statement("dim", "dim n = 20").size, { kind: "number", value: 20, span: { start: 8, end: 10 } });
  assert.is(explicit(statement("dim", "dim n = rows(y)").size as Expression), "rows(y)");
  const labelled = statement("dim", "dim d = { data, model, then, a, }");
  assert.equal(
    labelled.labels?.map((label) => label.name),
    ["data", "model", "then", "a"],
  );
  assert.is(labelled.size, undefined);
});

test("model: types, provider, access and budget in either order", () => {
  const m = statement(
    "model",
    'model f(real[pixel]) -> simplex[species] = tfjs("m.json", opt = 1) access scores, explanations budget 5_000_000',
  );
  assert.is(m.input.element.name, "real");
  assert.equal(
    m.input.dims.map((d) => d.name),
    ["pixel"],
  );
  assert.is(m.output.element.name, "simplex");
  assert.is(explicit(m.provider), 'tfjs("m.json", opt = 1)');
  assert.equal(
    m.access?.map((a) => a.name),
    ["scores", "explanations"],
  );
  assert.is(m.budget && explicit(m.budget), "5000000");
  const turned = statement("model", 'model f(real) -> real = js("m.js") budget 10 access labels');
  assert.equal(
    turned.access?.map((a) => a.name),
    ["labels"],
  );
  assert.is(turned.budget && explicit(turned.budget), "10");
  assert.equal(turned.input.dims, []);
  const bare = statement("model", 'model f(real) -> real = js("m.js")');
  assert.is(bare.access, undefined);
  assert.is(bare.budget, undefined);
});

test("heads with and without dims", () => {
  assert.equal(
    statement("data", "data y[a, b,] = 1").head.dims?.map((d) => d.name),
    ["a", "b"],
  );
  assert.is(statement("data", "data y = 1").head.dims, undefined);
  assert.equal(statement("prior", "prior x[a] ~ Normal(0, 1)").head.span, { start: 6, end: 10 });
});

test("truth, control, target, factor, param", () => {
  assert.is(statement("truth", 'truth x = npy("a") matched ncc').matched?.name, "ncc");
  assert.is(statement("truth", "truth x = 1").matched, undefined);
  assert.is(statement("control", "control x = c[0] as means").as?.name, "means");
  assert.equal(
    statement("target", "target a, b").names.map((n) => n.name),
    ["a", "b"],
  );
  assert.is(explicit(statement("factor", "factor -x").value), "(- x)");
  assert.is(explicit(statement("param", "param p = cosine").value), "cosine");
});

test("infer: named, unnamed, chained", () => {
  assert.is(statement("infer", "infer nuts()").name, undefined);
  const chain = statement("infer", "infer both = map(starts = 3) then nuts()");
  assert.is(chain.name?.name, "both");
  assert.equal(chain.steps.map(explicit), ["map(starts = 3)", "nuts()"]);
});

test("observe takes any expression before its ~", () => {
  const o = statement("observe", "observe y[1..] == 2 ~ Bernoulli(p)");
  assert.is(explicit(o.value), "(y[(1 .. )] == 2)");
  assert.is(o.distribution.callee.name, "Bernoulli");
});

test("line ends mean nothing", () => {
  const spread = scenarios.eightSchools.replaceAll(/\/\/.*/g, "").replaceAll(/\s+/g, " ");
  assert.equal(withoutSpans(parsed(spread).statements), withoutSpans(parsed(scenarios.eightSchools).statements));
  const windows = scenarios.eightSchools.replaceAll("\n", "\r\n");
  assert.equal(withoutSpans(parsed(windows).statements), withoutSpans(parsed(scenarios.eightSchools).statements));
});

test("numbers", () => {
  const value = (text: string) => explicit(expression(text));
  assert.is(value("3_000"), "3000");
  assert.is(value("1e-3"), "0.001");
  assert.is(value("2.5E+2"), "250");
  assert.is(value("1_000.000_5"), "1000.0005");
  assert.is(value("0..20"), "(0 .. 20)");
  assert.is(value("0.5..1.5"), "(0.5 .. 1.5)");
});

test("strings and their escapes", () => {
  assert.equal(expression(String.raw`"a \"b\" \\ \n \t é // no comment"`), {
    kind: "string",
    value: 'a "b" \\ \n \t é // no comment',
    span: { start: 8, end: 42 },
  });
  assert.is(explicit(expression('""')), '""');
});

test("reserved words behind points, as labels, keys and argument names", () => {
  assert.is(explicit(expression("x.data.then")), "x.data.then");
  assert.is(explicit(expression("f(prior = 3, if = 4)")), "f(prior = 3, if = 4)");
  assert.is(explicit(expression("f(\n  model = 1,\n  data = 2\n)")), "f(model = 1, data = 2)");
  assert.is(explicit(expression("{ for: 1, x: Normal(0, 1), }")), "{for: 1, x: Normal(0, 1)}");
  assert.equal(statement("dim", "dim d = {\n  data,\n  model\n}").labels?.length, 2);
});

test("words recognised in place are names elsewhere", () => {
  for (const word of ["access", "budget", "over", "matched", "as"]) {
    assert.is(statement("let", `let ${word} = ${word} + 1`).head.name.name, word);
  }
  assert.is(explicit(expression("sum(over, over = over)")), "sum(over, over = over)");
});

test("a word that only begins like a keyword is a name", () => {
  assert.is(
    explicit(expression("dimension + lets + iffy + nothing + data_")),
    "((((dimension + lets) + iffy) + nothing) + data_)",
  );
});

test("trailing commas", () => {
  assert.is(explicit(expression("f(1, 2,)")), "f(1, 2)");
  assert.is(explicit(expression("[1, 2,]")), "[1, 2]");
  assert.is(explicit(expression("x[1, 2,]")), "x[1, 2]");
  assert.is(explicit(expression("[]")), "[]");
  assert.is(explicit(expression("f()")), "f()");
});

test("comments, and documentation of the next statement", () => {
  const { statements } = parsed(`/// first
///  second
/* not /* nested */ // plain
//// a ruler
dim a = 1 /* inside */ + 2 /// of b
dim b
dim c // no
`);
  assert.equal(
    statements.map((s) => s.documentation),
    ["first\n second", "of b", undefined],
  );
  assert.equal(parsed("/// nothing follows\n").statements, []);
  assert.equal(parsed("").statements, []);
});

test("every span is the text as written", () => {
  for (const text of Object.values(scenarios)) {
    const slice = ({ start, end }: { start: number; end: number }) => text.slice(start, end);
    for (const node of spanned(parsed(text).statements)) {
      const written = slice(node.span);
      assert.is(written, written.trim());
      if ("name" in node && typeof node.name === "string") assert.is(written, node.name);
      if ("operatorSpan" in node && "operator" in node) assert.is(slice(node.operatorSpan as never), node.operator);
    }
    for (const s of parsed(text).statements) {
      const alone = parsed(slice(s.span)).statements;
      assert.equal(withoutSpans(alone), [withoutSpans({ ...s, documentation: undefined })], slice(s.span));
    }
  }
});

test("the text of an expression's span parses to that expression", () => {
  const text =
    'if not (a + b) * -c[1..n, ..m] ^ 2 == f(x.data[(0)], over = [1, "s"]) then { k: 1..2 } else -(1) @ (g())';
  const kinds = new Set<string>();
  const offset = "let q = ".length;
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    if ("kind" in node && "span" in node) {
      const e = node as Expression;
      const written = text.slice(e.span.start - offset, e.span.end - offset);
      if (e.kind !== "range") assert.equal(withoutSpans(expression(written)), withoutSpans(e), written);
      else assert.is(explicit(expression(`q[${written}]`)), `q[${explicit(e)}]`);
      kinds.add(e.kind);
    }
    for (const child of Object.values(node)) visit(child);
  };
  visit(expression(text));
  assert.equal([...kinds].sort(), [
    "array",
    "binary",
    "call",
    "field",
    "if",
    "index",
    "name",
    "number",
    "range",
    "record",
    "string",
    "unary",
  ]);
});

test("a thousand lines", () => {
  const text = "let x1 = f(a, b[0..3]) * (2.5 + g(over = z)) ^ 2 / c.d\n".repeat(1000);
  assert.is(parsed(text).statements.length, 1000);
});

test("nesting has a limit, and beyond it a message", () => {
  const limit = (value: string) => parse({ name: "x", text: `let a = ${value}\nlet b = 1` });
  const deep = [
    `${"(".repeat(5000)}1${")".repeat(5000)}`,
    `${"[".repeat(5000)}`,
    `${"-".repeat(5000)}1`,
    `${"2^".repeat(5000)}1`,
    `1${" + 1".repeat(5000)}`,
    `${"if 1 then 2 else ".repeat(5000)}1`,
    `x${"[0]".repeat(5000)}`,
    `x${".a".repeat(5000)}`,
    `${"f(x[{ a: -".repeat(1000)}`,
  ];
  for (const value of deep) {
    const { tree, diagnostics } = limit(value);
    assert.equal(
      diagnostics.map((d) => d.code),
      ["PAL1023"],
      value.slice(0, 20),
    );
    assert.equal(
      tree.statements.map((s) => s.kind),
      ["let"],
    );
  }
  const fine = [`${"(".repeat(90)}1${")".repeat(90)}`, `1${" + 1".repeat(400)}`];
  for (const value of fine) assert.equal(limit(value).diagnostics, []);
});

test.run();
