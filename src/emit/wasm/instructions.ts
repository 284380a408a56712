/** Instructions as functions of their operands: an expression is the bytes of its operands, then its own. */
import { type Bytes, double, signed, unsigned } from "./encode.ts";

type Operator = (...operands: readonly Bytes[]) => Bytes;

const plain =
  (code: number): Operator =>
  (...operands) => [...operands, code];

/** Vector instructions stand behind a prefix. */
const vector =
  (code: number): Operator =>
  (...operands) => [...operands, 0xfd, unsigned(code)];

/** Alignment and offset of a place in memory; the address that operands give is that of the first byte. */
const place = (alignment: number, offset: number): Bytes => [alignment, unsigned(offset)];

export const i32 = {
  const: (value: number): Bytes => [0x41, signed(value)],
  eqz: plain(0x45),
  eq: plain(0x46),
  ne: plain(0x47),
  lt: plain(0x48),
  add: plain(0x6a),
  sub: plain(0x6b),
  mul: plain(0x6c),
  div: plain(0x6d),
  and: plain(0x71),
  or: plain(0x72),
  shl: plain(0x74),
  shr: plain(0x75),
  /** The whole part of a double. */
  truncate: (x: Bytes): Bytes => [x, 0xfc, 0x02],
} as const;

export const f64 = {
  const: (value: number): Bytes => [0x44, double(value)],
  load: (address: Bytes, offset = 0): Bytes => [address, 0x2b, place(3, offset)],
  store: (address: Bytes, value: Bytes, offset = 0): Bytes => [address, value, 0x39, place(3, offset)],
  eq: plain(0x61),
  ne: plain(0x62),
  lt: plain(0x63),
  gt: plain(0x64),
  le: plain(0x65),
  ge: plain(0x66),
  abs: plain(0x99),
  neg: plain(0x9a),
  ceil: plain(0x9b),
  floor: plain(0x9c),
  sqrt: plain(0x9f),
  add: plain(0xa0),
  sub: plain(0xa1),
  mul: plain(0xa2),
  div: plain(0xa3),
  min: plain(0xa4),
  max: plain(0xa5),
  convert: plain(0xb7),
} as const;

/** Two doubles at once. */
export const f64x2 = {
  const: (value: number): Bytes => [0xfd, unsigned(12), double(value), double(value)],
  load: (address: Bytes, offset = 0): Bytes => [address, 0xfd, 0, place(3, offset)],
  /** One double in both lanes. */
  loadSplat: (address: Bytes, offset = 0): Bytes => [address, 0xfd, 10, place(3, offset)],
  store: (address: Bytes, value: Bytes, offset = 0): Bytes => [address, value, 0xfd, 11, place(3, offset)],
  /** A double into lane 0, and 0 into the other. */
  loadFirst: (address: Bytes, offset = 0): Bytes => [address, 0xfd, unsigned(93), place(3, offset)],
  loadLane: (address: Bytes, value: Bytes, lane: number, offset = 0): Bytes => [
    address,
    value,
    0xfd,
    unsigned(87),
    place(3, offset),
    lane,
  ],
  storeLane: (address: Bytes, value: Bytes, lane: number, offset = 0): Bytes => [
    address,
    value,
    0xfd,
    unsigned(91),
    place(3, offset),
    lane,
  ],
  splat: vector(20),
  lane: (value: Bytes, lane: number): Bytes => [value, 0xfd, unsigned(33), lane],
  replace: (value: Bytes, by: Bytes, lane: number): Bytes => [value, by, 0xfd, unsigned(34), lane],
  /** Lanes of a (0, 1) and b (2, 3). */
  shuffle: (a: Bytes, b: Bytes, first: number, second: number): Bytes => [
    a,
    b,
    0xfd,
    unsigned(13),
    ...[first, second].flatMap((lane) => Array.from({ length: 8 }, (_, i) => 8 * lane + i)),
  ],
  eq: vector(71),
  ne: vector(72),
  lt: vector(73),
  gt: vector(74),
  le: vector(75),
  ge: vector(76),
  ceil: vector(116),
  floor: vector(117),
  abs: vector(236),
  neg: vector(237),
  sqrt: vector(239),
  add: vector(240),
  sub: vector(241),
  mul: vector(242),
  div: vector(243),
  min: vector(244),
  max: vector(245),
  /** Doubles from the first two of four whole numbers. */
  convertLow: vector(254),
} as const;

/** The same 128 bits as truths or whole numbers. */
export const bits = {
  const: (value: bigint): Bytes => {
    const half = [...new Uint8Array(BigInt64Array.of(value).buffer)];
    return [0xfd, unsigned(12), half, half];
  },
  not: vector(77),
  and: vector(78),
  or: vector(80),
  /** Bits of a where the mask has them, else of b: (a, b, mask). */
  select: vector(82),
  /** Whether both 64 bit halves are other than 0. */
  allTrue: vector(195),
  shiftLeft: vector(203),
  add: vector(206),
  sub: vector(209),
  /** Of four 32 bit numbers, with the sign. */
  shiftRight32: vector(172),
  /** The upper halves of both lanes as the first two of four 32 bit numbers; computes its operand twice. */
  highWords: (value: Bytes): Bytes => [
    value,
    value,
    0xfd,
    unsigned(13),
    [4, 5, 6, 7, 12, 13, 14, 15, 4, 5, 6, 7, 12, 13, 14, 15],
  ],
  /** The two whole parts as the first two of four 32 bit numbers. */
  truncate: vector(252),
  /** One of four 32 bit numbers. */
  whole: (value: Bytes, lane: number): Bytes => [value, 0xfd, 27, lane],
} as const;

export const get = (local: number): Bytes => [0x20, unsigned(local)];
export const set = (local: number, value: Bytes): Bytes => [value, 0x21, unsigned(local)];
export const tee = (local: number, value: Bytes): Bytes => [value, 0x22, unsigned(local)];
export const call = (index: number, ...args: readonly Bytes[]): Bytes => [...args, 0x10, unsigned(index)];
/** The first operand where the condition is not 0, else the second: (a, b, condition). */
export const pick = plain(0x1b);
export const when = (condition: Bytes, then: Bytes, otherwise: Bytes = []): Bytes => [
  condition,
  0x04,
  0x40,
  then,
  ...(otherwise.length === 0 ? [] : [0x05, otherwise]),
  0x0b,
];

/** Runs the body and begins again while the condition holds after it. */
export const repeatWhile = (body: Bytes, condition: Bytes): Bytes => [0x03, 0x40, body, condition, 0x0d, 0, 0x0b];
