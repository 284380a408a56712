/** The grammar as railroad diagrams: one page of HTML without scripts. */
import railroad, { type Item } from "railroad-diagrams";
import { type Form, rules } from "./forms.ts";

const style = `body { font: 15px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; color: #222; }
h2 { font-size: 1rem; margin: 2rem 0 0; }
svg.railroad-diagram path { stroke-width: 1.5; stroke: #555; fill: none; }
svg.railroad-diagram text { font: 13px ui-monospace, monospace; text-anchor: middle; }
svg.railroad-diagram rect { stroke-width: 1.5; stroke: #555; fill: #eef3f8; }
svg.railroad-diagram g.non-terminal rect { fill: #fbf6e9; }`;

export function railroadPage(): string {
  const diagrams = rules().map(
    ({ name, form }) => `<h2 id="${name}">${name}</h2>\n${railroad.Diagram(item(form)).toString()}`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>The grammar of Palimpsest</title>
<style>
${style}
</style>
<h1>The grammar of Palimpsest</h1>
<p>Read off its parser by <code>npm run grammar</code>; the same as text is <a href="palimpsest.ebnf">palimpsest.ebnf</a>.</p>
${diagrams.join("\n")}
</html>
`;
}

function item(form: Form): Item {
  switch (form.kind) {
    case "text":
      return railroad.Terminal(form.text);
    case "rule":
      return railroad.NonTerminal(form.name, /^[a-z]/.test(form.name) ? `#${form.name}` : undefined);
    case "optional":
      return railroad.Optional(item(form.of));
    case "repeat": {
      const separator = form.separator === undefined ? undefined : railroad.Terminal(form.separator);
      const { of, atLeastOne } = form;
      return atLeastOne ? railroad.OneOrMore(item(of), separator) : railroad.ZeroOrMore(item(of), separator);
    }
    case "sequence":
      return railroad.Sequence(...form.of.map(item));
    case "choice":
      return railroad.Choice(0, ...form.of.map(item));
  }
}
