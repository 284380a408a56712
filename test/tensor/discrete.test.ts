/** What arrays may be that depend on discrete variables, against going through all their values. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import * as t from "../../src/tensor/build.ts";
import { assignmentsFor, valuesUnder } from "../../src/tensor/discrete/assignments.ts";
import { crowd, Scopes } from "../../src/tensor/discrete/scopes.ts";
import { possibleValues, scopesOf } from "../../src/tensor/discrete/values.ts";
import { numberVariables } from "../../src/tensor/discrete/variables.ts";
import { none } from "../../src/tensor/element-labels.ts";
import type { Node } from "../../src/tensor/node.ts";

const z = t.input("z", 0, [4]);
const k = t.input("k", 0, []);
const variables = numberVariables([
  [z, { lower: Float64Array.of(0, 0, 0, 0), count: Int32Array.of(2, 2, 3, 2) }],
  [k, { lower: Float64Array.of(-1), count: Int32Array.of(3) }],
]);

function setsOf(node: Node, most = 5): number[][] {
  const scopes = new Scopes(most);
  const labels = scopesOf([node], variables, scopes).get(node) ?? [];
  return Array.from(labels, (label) => (label === crowd ? [-1] : [...scopes.members(label)]));
}

test("each element depends on its own variables", () => {
  assert.equal(setsOf(z), [[0], [1], [2], [3]]);
  assert.equal(setsOf(t.add(t.slice(z, 0, 1, 4), t.slice(z, 0, 0, 3))), [
    [0, 1],
    [1, 2],
    [2, 3],
  ]);
  assert.equal(setsOf(t.mul(z, t.broadcast(k, [4], []))), [
    [0, 4],
    [1, 4],
    [2, 4],
    [3, 4],
  ]);
  assert.equal(setsOf(t.sum(z)), [[0, 1, 2, 3]]);
  assert.equal(setsOf(t.sum(z), 3), [[-1]]);
});

test("a gather by a variable depends on what it can reach, and on nothing else", () => {
  // Row t of a table that depends on z[t] itself; index z[t] + 3 t.
  const table = t.broadcast(t.exp(z), [4, 3], [0]);
  const start = t.constant([0, 3, 6, 9], [4]);
  const picked = t.gather(t.reshape(table, [12]), t.add(z, start), 0);
  assert.equal(setsOf(picked), [[0], [1], [2], [3]]);
  const unknown = t.gather(t.reshape(table, [12]), t.input("other", 0, [4]), 0);
  assert.equal(setsOf(unknown), new Array(4).fill([0, 1, 2, 3]));
});

test("variables that meet have different colours, and every combination occurs", () => {
  const scopes = new Scopes(5);
  const node = t.add(t.slice(z, 0, 1, 4), t.slice(z, 0, 0, 3));
  const labels = scopesOf([node], variables, scopes).get(node) ?? new Int32Array(0);
  const assignments = assignmentsFor(labels, scopes, variables);
  assert.is(assignments.values.length, 2);
  for (const label of labels) {
    const [a, b] = scopes.members(label);
    assert.is.not(assignments.colour[a], assignments.colour[b]);
    const seen = new Set<string>();
    for (let row = 0; row < assignments.count; row++) {
      const values = valuesUnder(row, assignments, variables);
      seen.add(`${values[a]},${values[b]}`);
    }
    assert.is(seen.size, variables.count[a] * variables.count[b]);
  }
  assert.ok(labels.every((label) => label !== none));
});

test("possible values are all there are", () => {
  const values = possibleValues(t.add(t.mul(z, 10), t.broadcast(k, [4], [])), variables) ?? [];
  const sets = [0, 1, 2, 3].map((i) => [...new Set(values.map((array) => array[i]))].sort((a, b) => a - b));
  assert.equal(sets[0], [-1, 0, 1, 9, 10, 11]);
  assert.equal(sets[2], [-1, 0, 1, 9, 10, 11, 19, 20, 21]);
  assert.is(possibleValues(t.add(z, t.input("x", 0, [4])), variables), undefined);
});

test.run();
