/** Makes a source line fit the terminal: tabs become spaces, a line that is too long is cut around what is marked. */

interface Mark {
  /** 0-based, in characters of the line. */
  readonly start: number;
  readonly length: number;
}

const tab = "  ";
const gap = "... ";

/** The line as shown, and where each mark lies in it. */
export function cutAround(
  line: string,
  marks: readonly Mark[],
  width: number,
): { readonly text: string; readonly labels: readonly Mark[] } {
  const expanded = line.replaceAll("\t", tab);
  const shift = (offset: number): number => offset + line.slice(0, offset).split("\t").length - 1;
  const moved = marks.map(({ start, length }) => {
    const from = shift(start);
    return { start: from, length: Math.max(shift(start + length) - from, 1) };
  });
  const room = Math.max(width, 40);
  if (expanded.length <= room) return { text: expanded, labels: moved };
  const first = moved.length > 0 ? Math.min(...moved.map((mark) => mark.start)) : 0;
  // A third of the room for what stands before the first mark.
  const from = first < room - 20 ? 0 : first - Math.floor(room / 3);
  const lead = from > 0 ? gap : "";
  const end = from + room - lead.length;
  const cut = expanded.slice(from, end - gap.length);
  const text = lead + (end < expanded.length ? `${cut} ...` : expanded.slice(from, end));
  const labels = moved.map(({ start, length }) => {
    const at = Math.min(Math.max(start - from + lead.length, 0), text.length);
    return { start: at, length: Math.max(Math.min(length, text.length - at), 1) };
  });
  return { text, labels };
}
