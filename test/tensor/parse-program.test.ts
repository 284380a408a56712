/** The text form of programs is read back as it was printed, and bad text is told with its line. */
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import * as b from "../../src/tensor/build.ts";
import { flawOf } from "../../src/tensor/check-node.ts";
import { differentiate } from "../../src/tensor/differentiate.ts";
import { evaluate } from "../../src/tensor/evaluate.ts";
import { type Node, type Program, sizeOf } from "../../src/tensor/node.ts";
import { ProgramTextError, parseNodes, parseProgram } from "../../src/tensor/parse-program.ts";
import { reachable } from "../../src/tensor/passes/dependencies.ts";
import { optimise } from "../../src/tensor/passes/optimise.ts";
import { print } from "../../src/tensor/print.ts";
import { samples, settling } from "./every-op.ts";
import type { Case } from "./finite-difference.ts";
import { buildProgram, choices, INPUT_SIZE, point } from "./random-program.ts";
import { randomScan, scanChoices } from "./random-scan.ts";

function programOf(nodes: readonly Node[], size: number): Program {
  let offset = 0;
  const outputs = nodes.map((node) => {
    const output = { buffer: "out", offset, node };
    offset += sizeOf(node.shape);
    return output;
  });
  return { buffers: { x: size, out: offset }, outputs };
}

/** Read back and printed again it is the same text; the program read. */
function readBack(program: Program): Program {
  const text = print(program);
  const read = parseProgram(text);
  assert.is(print(read), text);
  assert.equal(read.buffers, program.buffers);
  return read;
}

function assertSameValues(
  before: readonly Node[],
  after: readonly Node[],
  x: ArrayLike<number>,
  boxes?: Case["boxes"],
): void {
  const environment = { buffers: { x: Float64Array.from(x) }, ...boxes };
  const expected = evaluate(before, environment);
  for (const [k, values] of evaluate(after, environment).entries()) {
    assert.ok(values.every((value, i) => Object.is(value, expected[k][i])));
  }
}

const nodesOf = (program: Program) => program.outputs.map((output) => output.node);

/** Nodes, those of bodies included. */
function allNodes(nodes: readonly Node[]): Node[] {
  return reachable(nodes).flatMap((node) => {
    if (node.op.name === "scan") return [node, ...allNodes([node.op.body.next])];
    return node.op.name === "minimiser" ? [node, ...allNodes([node.op.body.loss])] : [node];
  });
}

function assertWellFormed(nodes: readonly Node[]): void {
  for (const { op, inputs, shape } of allNodes(nodes)) assert.is(flawOf(op, inputs, shape), undefined, op.name);
}

for (const [name, { cases }] of samples) {
  test(`${name} is read back`, () => {
    for (const { program, shapes, values, boxes } of cases) {
      let offset = 0;
      const inputs = shapes.map((shape) => {
        const node = b.input("x", offset, shape);
        offset += sizeOf(shape);
        return node;
      });
      const node = program(inputs);
      assert.ok(allNodes([node]).some(({ op }) => op.name === name));
      assertWellFormed([node]);
      const read = readBack(programOf([node], offset));
      if (!name.startsWith("parameter_")) assertSameValues([node], nodesOf(read), values.flat(), boxes);
    }
  });
}

test("random programs, their gradients, and what the passes make of them", () => {
  fc.assert(
    fc.property(choices, point, (chosen, at) => {
      const { inputs, outputs } = buildProgram(chosen);
      const total = outputs.map((node) => b.sum(node)).reduce((x, y) => b.add(x, y));
      const program = programOf([...outputs, ...differentiate(total, inputs)], INPUT_SIZE);
      for (const each of [program, optimise(program)]) {
        assertWellFormed(nodesOf(each));
        assertSameValues(nodesOf(each), nodesOf(readBack(each)), at);
      }
    }),
    { seed: 20240612, numRuns: 100 },
  );
});

test("random recursions, their gradients, and what the passes make of them", () => {
  fc.assert(
    fc.property(scanChoices, (chosen) => {
      const { node, inputs, size } = randomScan(chosen);
      const at = Array.from({ length: size }, (_, i) => Math.sin(1.7 * i + 0.2));
      const program = programOf([node, ...differentiate(b.sum(b.square(node)), inputs)], size);
      for (const each of [program, optimise(program)]) {
        assertWellFormed(nodesOf(each));
        assertSameValues(nodesOf(each), nodesOf(readBack(each)), at);
      }
    }),
    { seed: 4, numRuns: 40 },
  );
});

test("every number is read back to the last bit", () => {
  const some = [NaN, Infinity, -Infinity, -0, 0, 5e-324, Number.MAX_VALUE, 1 / 3, 1e21, -1e-7, 123456789012345680000];
  fc.assert(
    fc.property(fc.array(fc.double({ noDefaultInfinity: false })), (numbers) => {
      const data = [...some, ...numbers];
      const [node] = parseNodes(print([b.constant(data, [data.length])]));
      assert.ok(node.op.name === "constant" && node.op.data.every((x, i) => Object.is(x, data[i])));
    }),
    { seed: 3, numRuns: 200 },
  );
});

test("forms that the samples do not have", () => {
  const x = b.input('a buffer [0]: "x"\n', 3, [0, 2]);
  const odd = [b.smoothedRelu(x, 60), b.call("1 box", x, [0, 3]), b.constant([], [0]), b.input("__proto__", 0, [])];
  const text = print(odd);
  assert.is(print(parseNodes(text)), text);
  assert.is(print(parseProgram("buffers")), "buffers");
  const root = settling.program([b.input("x", 0, [])]);
  const read = nodesOf(readBack(programOf([root], 1)));
  assertSameValues([root], read, [2.7]);
  assert.ok(Math.abs(evaluate(read, { buffers: { x: Float64Array.of(2.7) } })[0][0] - Math.sqrt(2.7)) < 1e-15);
});

test("a body keeps what it is given and does not read, and bodies stand in bodies", () => {
  const own = b.scanInputs([2], [[], [3]], [[2], []]);
  const inner = b.scan(own.carry, b.constant([1, 2], [2]), own.shared[0], (carry, x, shared) =>
    b.add(b.mul(carry, shared), x),
  );
  const outer = b.scanOf(
    b.input("x", 0, [2]),
    [b.input("x", 2, [4]), b.input("x", 6, [4, 3])],
    [b.input("x", 18, [2]), b.input("x", 20, [])],
    { ...own, next: b.element(inner, 0, 1) },
    4,
    true,
  );
  const text = `%0 = input x+0 : [2]
%1 = input x+2 : [4]
%2 = input x+6 : [4, 3]
%3 = input x+18 : [2]
%4 = input x+20 : []
%5 = scan(reverse) %0 %1 %2 %3 %4 : [4, 2]
    %0 = carry : [2]
    %1 = row : []
    %2 = row : [3]
    %3 = shared : [2]
    %4 = shared : []
    %5 = constant 1 2 : [2]
    %6 = scan %0 %5 %3 : [2, 2]
        %0 = carry : [2]
        %1 = row : []
        %2 = shared : [2]
        %3 = mul %0 %2 : [2]
        %4 = broadcast %1 : [2]
        %5 = add %3 %4 : [2]
        -> %5
    %7 = slice(0, from 1) %6 : [1, 2]
    %8 = reshape %7 : [2]
    -> %8
-> %5`;
  assert.is(print([outer]), text);
  const read = parseNodes(text);
  assert.is(print(read), text);
  assertSameValues(
    [outer],
    read,
    Array.from({ length: 21 }, (_, i) => Math.cos(i)),
  );
});

/** What is wrong with a text, and where. */
function mistakeIn(text: string, parse: (text: string) => unknown = parseNodes): string {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof ProgramTextError) return error.message;
    throw error;
  }
  return "none";
}

test("what is wrong is told with its line", () => {
  const x = "%0 = input x+0 : [2, 3]\n";
  const carry = "%1 = scan %0 %0 : [2, 2, 3]\n    %0 = carry : [2, 3]\n";
  const texts: readonly (readonly [string, string])[] = [
    ["", 'line 1: `->` is missing before ""'],
    [x, "line 2: the text ends too early"],
    [`${x}-> %1`, "line 2: there is no %1 above"],
    [`${x}-> %0\nmore`, "line 3: nothing stands behind the results"],
    [`${x}${x}-> %0`, "line 2: there is a %0 already"],
    [`${x}%1 = sinus %0 : [2, 3]`, "line 2: there is no operation `sinus`"],
    [`${x}%1 = gather %0 %0 : [2, 3]`, "line 2: there is no operation `gather`"],
    [`${x}%1 = slice(0, 1) %0 : [1, 3]`, "line 2: there is no operation `slice(0, 1)`"],
    [`${x}%1 = sin(1) %0 : [2, 3]`, "line 2: there is no operation `sin(1)`"],
    [`${x}%1 = sum(99999999999999999999) %0 : []`, "line 2: there is no operation `sum(99999999999999999999)`"],
    [`${x}%1 = add %0 : [2, 3]`, "line 2: add: it takes 2 operands, not 1"],
    [`${x}%1 = concat(0) : [2, 3]`, "line 2: concat: it takes 1 or more operands, not 0"],
    [`${x}%1 = add %0 %2 : [2, 3]`, "line 2: there is no %2 above"],
    [`${x}%1 = exp %0 : [3, 2]`, "line 2: exp: its shape is [2, 3]"],
    [`${x}%1 = sum(1, 0) %0 : []`, "line 2: sum: its axes do not fit"],
    [`${x}%1 = argmax(2) %0 : [2]`, "line 2: argmax: there is no axis 2"],
    [`${x}%1 = slice(1, from 2) %0 : [2, 2]`, "line 2: slice: it ends behind its operand"],
    [`${x}%1 = transpose(0, 0) %0 : [2, 2]`, "line 2: transpose: it is no permutation"],
    [`${x}%1 = matmul %0 %0 : [2, 3]`, "line 2: matmul: operands of [2, 3] and [2, 3] do not fit"],
    [
      `${x}%1 = constant 0 : []\n%2 = scatter_add(5, size 4) %0 %1 : [2, 3, 4]`,
      "line 3: scatter_add: operands of [2, 3] and [] do not fit",
    ],
    [`${x}%1 = reshape %0 : [5]`, "line 2: reshape: operands of [2, 3] do not fit"],
    [`${x}%1 = broadcast(1) %0 : [2, 3]`, "line 2: broadcast: operands of [2, 3] do not fit"],
    ["%0 = constant 1 2 : [3]", "line 1: constant: 2 numbers for [3]"],
    ["%0 = constant 1 2 .. : [3]", "line 1: the constant is cut short"],
    ["%0 = constant 1 0x2 : [2]", "line 1: `0x2` is no number"],
    ["%0 = constant 1 : [1", 'line 1: `]` is missing before ""'],
    ["%0 = constant 1 : [-1]", 'line 1: a whole number is missing before "-1]"'],
    ["%0 = constant 1 : [1] 2", 'line 1: " 2" is too much'],
    ['%0 = input "x\\q"+0 : [1]', 'line 1: "x\\q" is no name'],
    ["%0 = input x : [1]", 'line 1: `+` is missing before " : [1]"'],
    [`${x}${carry}    -> %1`, "line 4: there is no %1 above"],
    [`${x}${carry}    -> %0`, "line 2: scan: it takes 1 operand, not 2"],
    [`${x}${carry}    %1 = row : [2]\n    -> %0`, "line 2: scan: operands of [2, 3] and [2, 3] do not fit"],
    [`${x}${carry}    %0 = row : [3]\n    -> %0`, "line 4: there is a %0 already"],
    [`${x}${carry}    %1 = carry : [3]\n    -> %0`, "line 4: a body is given carry, then row, then shared"],
    [`${x}${carry}    %1 = shared : [2, 3]\n    -> %0 %0`, "line 5: a body has one result"],
    [`${x}%1 = minimiser %0 : [2, 3]\n-> %1`, 'line 3: `    ` is missing before "-> %1"'],
    [`${x}%1 = minimiser %0 : [2, 3]\n    -> %1`, "line 3: a body begins with point"],
    [
      `${x}${carry}    %1 = shared : [2, 3]\n    %2 = input x+3 : [2, 3]\n    -> %2\n-> %1`,
      "line 2: scan: it reads x+3 inside",
    ],
    [
      `${x}${carry}    %1 = shared : [2, 3]\n    %2 = call f %1 : [2, 3]\n    -> %2\n-> %1`,
      "line 2: scan: it asks the box f inside",
    ],
  ];
  for (const [text, expected] of texts) assert.is(mistakeIn(text), expected);
  const programs: readonly (readonly [string, string])[] = [
    [x, 'line 1: `buffers` is missing before "%0 = input x+0 : [2, 3]"'],
    ["buffers x [2], x [3]", "line 1: there are two buffers x"],
    ["buffers x [2],", 'line 1: "," is too much'],
    [`buffers x [6]\n${x}-> %0`, 'line 3: a name is missing before "%0"'],
    [`buffers x [6]\n${x}-> out+0 %1`, "line 3: there is no %1 above"],
    [`buffers y [6]\n${x}`, "line 2: there is no buffer x"],
    [`buffers x [5]\n${x}`, "line 2: [2, 3] from 0 on ends behind the buffer x"],
    [`buffers x [6]\n${x}-> out+0 %0`, "line 3: there is no buffer out"],
    [`buffers x [6], out [7]\n${x}-> out+2 %0`, "line 3: [2, 3] from 2 on ends behind the buffer out"],
  ];
  for (const [text, expected] of programs) assert.is(mistakeIn(text, parseProgram), expected);
});

test("texts with random mistakes are read or refused, never worse", () => {
  const texts = samples.flatMap(([, { cases }]) =>
    cases.map(({ program, shapes }) => print([program(shapes.map((shape) => b.input("x", 0, shape)))])),
  );
  const pieces = ["", "%", "0", "-1", " ", ":", "[", "]", "(", ")", ",", "\n", "    ", "->", "scan", "carry", '"', "é"];
  const change = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(6), fc.constantFrom(...pieces));
  let refused = 0;
  fc.assert(
    fc.property(fc.constantFrom(...texts), fc.array(change, { minLength: 1, maxLength: 4 }), (original, changes) => {
      let text = original;
      for (const [place, gone, put] of changes) {
        const at = Math.floor(place * text.length);
        text = text.slice(0, at) + put + text.slice(at + gone);
      }
      if (mistakeIn(text) !== "none") refused++;
      else assert.is(mistakeIn(print(parseNodes(text))), "none");
    }),
    { seed: 8, numRuns: 1500 },
  );
  assert.ok(refused > 1000);
});

test.run();
