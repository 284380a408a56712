/** Positions along an axis in printed programs: a loop variable (or other text), or a number, and a shift. */

/** Counted from 0 when it has no text; with text, as the target system counts: the text already means its own position. */
export interface Position {
  readonly text?: string;
  readonly shift: number;
}

export const at = (index: number): Position => ({ shift: index });
export const running = (variable: string): Position => ({ text: variable, shift: 0 });

export function shifted(position: Position, by: number): Position {
  return by === 0 ? position : { ...position, shift: position.shift + by };
}

/** The position as the target system writes it, counting from `base`. */
export function positionText({ text, shift }: Position, base: 0 | 1): string {
  if (text === undefined) return String(shift + base);
  return shift === 0 ? text : `${text} ${shift < 0 ? "-" : "+"} ${Math.abs(shift)}`;
}

/** The position counted from 0, as an expression that may stand in a product. */
export function fromZero(position: Position, base: 0 | 1): string {
  const text = positionText(
    position.text === undefined ? position : shifted(position, -base),
    position.text === undefined ? 0 : base,
  );
  return /^\w+(\[.*\])?$/.test(text) ? text : `(${text})`;
}
