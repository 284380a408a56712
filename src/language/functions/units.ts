/** `unit("5 mg/mL", "g/L")`: quantities and data in other units, with a check of dimensions. */
import { at } from "../context.ts";
import { unitsDiffer, unknownUnit } from "../diagnostics/data-side.ts";
import { fail } from "../diagnostics/make.ts";
import { misplaced } from "../diagnostics/names.ts";
import { elaborate } from "../elaborate.ts";
import type { UnitProblem } from "../mathematics/units.ts";
import type { Expression } from "../syntax.ts";
import { type DataSideCall, dataSide, known, knownNumbers } from "./data-side.ts";
import type { BuiltinFunction } from "./function.ts";

function textAt(call: DataSideCall, i: number): string {
  const expression = call.argExpressions[i];
  if (expression.kind === "string") return expression.value;
  return fail(
    misplaced(
      at(call.context, expression),
      "a unit is a text",
      'write unit("5 mg/mL", "g/L"), or unit(a, "mg/mL", "g/L") for data',
    ),
  );
}

function refuseUnit(
  call: DataSideCall,
  from: Expression,
  fromText: string,
  toText: string,
  problem: UnitProblem,
): never {
  const { context, argExpressions } = call;
  const to = argExpressions[argExpressions.length - 1];
  if (problem.kind === "unknown")
    return fail(unknownUnit(at(context, problem.text === toText ? to : from), problem.text));
  return fail(unitsDiffer(at(context, to), fromText, toText, problem.from, problem.to));
}

const unit = dataSide({
  name: "unit",
  signature: 'unit("5 mg/mL", "g/L") or unit(a, "mg/mL", "g/L")',
  documentation: "a quantity, or the numbers a of one unit, in another unit of the same dimension",
  arity: [2, 3],
  raw: true,
  instead: 'a conversion is a factor: multiply by `unit("1 mg/mL", "g/L")`',
  apply(call) {
    const { context, argExpressions, math } = call;
    const last = argExpressions.length - 1;
    const [from, to] = [textAt(call, last - 1), textAt(call, last)];
    if (last === 1) {
      const found = math.convertQuantity(from, to);
      return typeof found === "number" ? known([found], []) : refuseUnit(call, argExpressions[0], from, to, found);
    }
    const value = elaborate(context, argExpressions[0]);
    const numbers = knownNumbers({ ...call, args: [value] }, 0);
    const found = math.convertNumbers(numbers, from, to);
    return found instanceof Float64Array
      ? known(found, value.axes)
      : refuseUnit(call, argExpressions[1], from, to, found);
  },
});

export const units: readonly BuiltinFunction[] = [unit];
