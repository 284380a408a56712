/** The colours of messages, as ANSI escapes; without colour every paint is the text itself. */
import type { Diagnostic } from "../diagnostic.ts";

type Style = (text: string) => string;

export interface Paint {
  readonly severity: Style;
  readonly strong: Style;
  readonly gutter: Style;
  /** Carets and text of the label that is the place. */
  readonly primary: Style;
  /** Of the other labels. */
  readonly secondary: Style;
}

const plain: Style = (text) => text;

function ansi(open: number, close: number): Style {
  return (text) => (text === "" ? "" : `\u001b[${open}m${text}\u001b[${close}m`);
}

const bold = ansi(1, 22);
const red = ansi(31, 39);
const yellow = ansi(33, 39);
const blue = ansi(34, 39);
const cyan = ansi(36, 39);

/** The colours for a severity, or none. */
export function paint(color: boolean, severity: Diagnostic["severity"]): Paint {
  if (!color) return { severity: plain, strong: plain, gutter: plain, primary: plain, secondary: plain };
  const main = severity === "error" ? red : yellow;
  return { severity: (text) => bold(main(text)), strong: bold, gutter: blue, primary: main, secondary: cyan };
}
