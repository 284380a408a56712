/** The part of mathjs that the data side uses. */
import {
  corrDependencies,
  create,
  detDependencies,
  eigsDependencies,
  expmDependencies,
  invDependencies,
  kronDependencies,
  lupDependencies,
  lusolveDependencies,
  madDependencies,
  matrixDependencies,
  medianDependencies,
  modeDependencies,
  qrDependencies,
  quantileSeqDependencies,
  sqrtmDependencies,
  unitDependencies,
} from "mathjs";

export const math = create({
  corrDependencies,
  detDependencies,
  eigsDependencies,
  expmDependencies,
  invDependencies,
  kronDependencies,
  lupDependencies,
  lusolveDependencies,
  madDependencies,
  matrixDependencies,
  medianDependencies,
  modeDependencies,
  qrDependencies,
  quantileSeqDependencies,
  sqrtmDependencies,
  unitDependencies,
});

/** mathjs answers in arrays or in matrices of its own, and a vector where one column is asked for. */
export function rowsOf(answer: unknown): number[][] {
  const rows: unknown =
    typeof answer === "object" && answer !== null && "toArray" in answer && typeof answer.toArray === "function"
      ? answer.toArray()
      : answer;
  if (!Array.isArray(rows)) throw new Error("mathjs gave no matrix");
  return rows.map((row: unknown) => (Array.isArray(row) ? row.map(Number) : [Number(row)]));
}
