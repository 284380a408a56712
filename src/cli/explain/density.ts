/** `--stage tensor` and `--stage gradient`: what each statement costs, and the programs that the statements become. */

import { describeStatements, type StatementFacts } from "../../density/describe-statements.ts";
import { printDiscretePlan } from "../../density/discrete/print-plan.ts";
import { type DensityPrograms, densityPrograms } from "../../density/plan.ts";
import type { CheckedScenario } from "../../language/checked.ts";
import { list } from "../../language/diagnostics/make.ts";
import { gradientOption, hasJacobian } from "../../runs/infer.ts";
import { print } from "../../tensor/print.ts";
import { formatCount } from "../numbers.ts";
import { onOneLine } from "../one-line.ts";
import { counted } from "../words.ts";
import { passesBlock, programHeading } from "./passes.ts";

/** Of a constant: more are not shown. */
const MOST_NUMBERS = 8;

/** Statement by statement, what the passes did, then the value program as it is emitted. */
export function explainTensor(scenario: CheckedScenario): string {
  const programs = programsOf(scenario);
  const blocks = [
    ...describeStatements(scenario, programs.layout).map(statementLines),
    ...discreteBlock(scenario),
    `parts\n  ${describeParts(programs)}`,
    passesBlock(programs.written().value),
    programHeading(programs.value),
    print(programs.value, { mostNumbers: MOST_NUMBERS }),
  ];
  return `${blocks.join("\n\n")}\n`;
}

/** How discrete latents are summed out, where there are any. */
function discreteBlock(scenario: CheckedScenario): string[] {
  const lines = printDiscretePlan(scenario);
  return lines.length === 0 ? [] : [["discrete", ...lines.map((line) => `  ${line}`)].join("\n")];
}

/** What the passes did to the program of value and gradient, and what is emitted. */
export function explainGradient(scenario: CheckedScenario): string {
  const { gradient, written } = programsOf(scenario);
  return `${[passesBlock(written().gradient), programHeading(gradient), print(gradient, { mostNumbers: MOST_NUMBERS })].join("\n\n")}\n`;
}

function programsOf(scenario: CheckedScenario): DensityPrograms {
  const step = scenario.infers[0].steps[0];
  return densityPrograms(scenario, gradientOption(step), hasJacobian(step));
}

function statementLines(facts: StatementFacts): string {
  const { kind, statement, terms, dependsOn, reads, written, value, gradient } = facts;
  const rows = [
    [kind === "prior" ? "log prior" : "log likelihood", counted(terms, "term")],
    ...(dependsOn.length > 0 ? [["depends on", list(dependsOn)]] : []),
    ...(reads.length > 0 ? [["reads", list(reads)]] : []),
    ["operations", `${formatCount(written)} -> ${formatCount(value)}, with the gradient ${formatCount(gradient)}`],
  ];
  return [onOneLine(statement), ...rows.map(([word, text]) => `  ${word.padEnd(15)}  ${text}`)].join("\n");
}

/** `20 independent parts of 4 numbers each` */
export function describeParts({ partCount, partOf }: { partCount: number; partOf: Int32Array }): string {
  if (partCount === 1) return "1 part: everything meets";
  const sizes = new Int32Array(partCount);
  for (const part of partOf) sizes[part]++;
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const each = least === most ? `${counted(most, "number")} each` : `${least} to ${counted(most, "number")}`;
  return `${partCount} that meet in no common term, ${each}`;
}
