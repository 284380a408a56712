/** Layout of tables: alignment, folding, the summary and the table of fidelity. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { renderFidelity } from "../../src/cli/fidelity-table.ts";
import { foldRows } from "../../src/cli/fold.ts";
import { renderSummary, type SummaryRow } from "../../src/cli/summary-table.ts";
import { renderTable, widthOf } from "../../src/cli/table.ts";
import { addsSomething, type Fidelity, strongestRival } from "../../src/diagnostics/fidelity.ts";
import { elementNames } from "../../src/runs/names.ts";

test("columns line up, numbers at their points, colours take no room", () => {
  const lines = renderTable(
    [
      { header: "name", align: "left" },
      { header: "value", align: "point" },
      { header: "n", align: "right" },
    ],
    [
      ["a", "1.25", "7"],
      ["longer", "\u001b[31m100\u001b[39m", "12"],
      ["b", "-0.5"],
    ],
  );
  assert.equal(lines, [
    "  name      value    n",
    "  a          1.25    7",
    "  longer   \u001b[31m100\u001b[39m      12",
    "  b         -0.5",
  ]);
  assert.is(widthOf("\u001b[31m100\u001b[39m"), 3);
});

function row(name: string, mean: number, sd: number, extra: Partial<SummaryRow> = {}): SummaryRow {
  const quantity = { mean, sd, q05: mean - 1.6 * sd, q50: mean, q95: mean + 1.6 * sd, ess_bulk: 1234.5, rhat: 1.0012 };
  return { name, quantity, ...extra };
}

test("a summary shows each quantity with the digits of its spread", () => {
  const rows = [row("mu", 4.412, 3.31, { priorSd: 5, truth: 8 }), row("tau", 0.0123, 0.00456)];
  assert.equal(renderSummary(rows, { all: false, color: false }), [
    "          mean       sd        5%      95%   prior sd   truth     ess    rhat",
    "  mu    4.4      3.3      -0.9      9.7          5.00     8.0   1,235   1.001",
    "  tau   0.0123   0.0046    0.0050   0.0196          -       -   1,235   1.001",
  ]);
});

test("columns nobody has a value for are left out; disagreeing chains stand out", () => {
  const quantity = { mean: 1, sd: 0.5, q05: 0, q50: 1, q95: 2 };
  const [header] = renderSummary([{ name: "a", quantity }], { all: false, color: false });
  assert.not.match(header, /ess|rhat|truth|prior/);
  const [, line] = renderSummary([{ name: "a", quantity: { ...quantity, rhat: 1.05 } }], { all: false, color: true });
  assert.ok(line.includes("\u001b[31m1.050"));
  assert.equal(renderSummary([], { all: true, color: false }), []);
});

test("long arrays are folded, scalars are not, and the fold tells the worst of what it hides", () => {
  const names = ["mu", ...elementNames("x", [20, 4]), "tau", ...elementNames("z", [3])];
  const rows = names.map((name, index) => {
    const made = row(name, index, 1);
    return name === "x[19,3]" ? { ...made, quantity: { ...made.quantity, rhat: 1.2, ess_bulk: 9 } } : made;
  });
  const lines = renderSummary(rows, { all: false, color: false });
  assert.ok(lines.length < 32, `${lines.length} lines`);
  for (const name of ["mu ", "tau ", "z[2] ", "x[0,0] "]) assert.ok(lines.some((line) => line.startsWith(`  ${name}`)));
  assert.ok(lines.some((line) => /x: \d+ more \(ess 9 to 1,235, rhat 1\.001 to 1\.200\)/.test(line)));
  assert.match(lines[lines.length - 1], /--all shows all 85 rows/);
  assert.is(renderSummary(rows, { all: true, color: false }).length, rows.length + 1);
});

test("folds cover every row once", () => {
  const names = [...elementNames("a", [7]), "b", ...elementNames("c", [1000]), ...elementNames("d", [4, 4])];
  const folds = foldRows(names, 24);
  assert.equal(
    folds.map((fold) => fold.name),
    ["a", "b", "c", "d"],
  );
  folds.reduce((end, fold) => {
    assert.is(fold.start, end);
    assert.ok(fold.shown >= 1 && fold.shown <= fold.end - fold.start);
    return fold.end;
  }, 0);
  assert.is(folds[3].end, names.length);
  assert.is(folds[1].shown, 1);
});

const scores = (rmse: number, gain_se: number): Fidelity => ({
  rmse,
  prior_rmse: 1.79,
  control: { class_means: 0.45 },
  coverage90: 0.9,
  width90_over_prior: 0.31,
  elements: 20,
  gain_se,
});

test("the answer is measured against the strongest of prior and controls, and its noise", () => {
  assert.equal(strongestRival(scores(0.3, 0)), { name: "class_means", rmse: 0.45 });
  // 0.45^2 - 0.3^2 = 0.1125: beyond two standard errors of 0.05, not of 0.06.
  assert.is(addsSomething(scores(0.3, 0.05)), true);
  assert.is(addsSomething(scores(0.3, 0.06)), false);
  assert.is(addsSomething(scores(0.46, 0.001)), false);
});

test("a point is scored without intervals", () => {
  const point = { ...scores(0.4, 0.01), coverage90: Number.NaN, width90_over_prior: Number.NaN };
  assert.equal(renderFidelity("x", point, { color: false }), [
    "  error of x   best start   class means   prior",
    "  x                  0.40          0.45    1.79",
  ]);
});

test("the table of fidelity has a row for each label and says where nothing was gained", () => {
  const fidelity = {
    ...scores(0.4, 0.01),
    elements: 80,
    columns: { petal: scores(0.38, 0.01), sepal: scores(0.61, 0.1) },
  };
  assert.equal(renderFidelity("x", fidelity, { color: false }), [
    "  error of x   posterior   class means   prior   90 % intervals hold",
    "  petal             0.38          0.45    1.79   18 of 20, width 0.31 of the prior's",
    "  sepal             0.61          0.45    1.79   18 of 20, width 0.31 of the prior's   no closer than class means",
    "  all               0.40          0.45    1.79   72 of 80, width 0.31 of the prior's",
  ]);
});

test.run();
