/** Where an element of one shape was in another with the same elements in row-major order. */
import type { Shape } from "../../tensor/node.ts";
import { stridesOf } from "../../tensor/shape.ts";
import type { Dialect } from "./dialect.ts";
import { at, fromZero, type Position } from "./position.ts";

/** Neighbouring axes on both sides that hold the same number of elements. */
interface Group {
  readonly from: readonly number[];
  readonly to: readonly number[];
}

export function reshapedPositions(
  dialect: Dialect,
  from: Shape,
  to: Shape,
  positions: readonly Position[],
): Position[] {
  const result: Position[] = from.map(() => at(0));
  for (const group of groupsOf(from, to)) {
    const places = regroup(
      dialect,
      group.from.map((axis) => from[axis]),
      group.to.map((axis) => to[axis]),
      group.to.map((axis) => positions[axis]),
    );
    group.from.forEach((axis, i) => {
      result[axis] = places[i];
    });
  }
  return result;
}

/** The smallest groups; axes of size 1 are in none. */
function groupsOf(from: Shape, to: Shape): Group[] {
  const long = (shape: Shape) => shape.map((_, axis) => axis).filter((axis) => shape[axis] !== 1);
  const [sources, places] = [long(from), long(to)];
  const groups: Group[] = [];
  while (sources.length > 0 && places.length > 0) {
    const left = [sources.shift() ?? 0];
    const right = [places.shift() ?? 0];
    let [a, b] = [from[left[0]], to[right[0]]];
    while (a !== b) {
      const more = a < b ? sources.shift() : places.shift();
      if (more === undefined) break;
      if (a < b) {
        left.push(more);
        a *= from[more];
      } else {
        right.push(more);
        b *= to[more];
      }
    }
    groups.push({ from: left, to: right });
  }
  return groups;
}

function regroup(dialect: Dialect, from: Shape, to: Shape, positions: readonly Position[]): Position[] {
  if (from.length === 1 && to.length === 1) return [...positions];
  const outer = stridesOf(to);
  const inner = stridesOf(from);
  const known = positions.filter((position) => position.text === undefined);
  if (known.length === positions.length) {
    let rest = positions.reduce((sum, position, i) => sum + position.shift * outer[i], 0);
    return inner.map((stride) => {
      const index = Math.floor(rest / stride);
      rest -= index * stride;
      return at(index);
    });
  }
  const terms = positions.map((position, i) => {
    const text = fromZero(position, dialect.base);
    return outer[i] === 1 ? text : `${text} * ${outer[i]}`;
  });
  const flat = terms.length === 1 ? terms[0] : `(${terms.join(" + ")})`;
  return from.map((size, i) => {
    const rest = i === 0 ? flat : dialect.remainder(flat, size * inner[i]);
    const text = inner[i] === 1 ? rest : dialect.quotient(i === 0 ? rest : `(${rest})`, inner[i]);
    return { text, shift: dialect.base };
  });
}
