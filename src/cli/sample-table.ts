/** The table of samples: draws beside rows of the true distribution, and draws of the prior beside them. */
import picocolors from "picocolors";
import type { SampleDistance } from "../diagnostics/sample-distance.ts";
import type { SampleFidelity } from "../report/samples.ts";
import { formatNumber } from "./numbers.ts";
import { type Column, renderTable } from "./table.ts";

/** The lines of the table for one target, header first, without line breaks. */
export function renderSample(target: string, sample: SampleFidelity, { color }: { readonly color: boolean }): string[] {
  const paint = picocolors.createColors(color);
  const rivals = Object.entries(sample.of);
  const columns: Column[] = [
    { header: `draws of ${target} and its sample`, align: "left" },
    { header: "posterior", align: "point" },
    ...rivals.map(([name]): Column => ({ header: name, align: "point" })),
    { header: "", align: "left" },
  ];
  const row = (what: string, of: (one: SampleDistance) => number): string[] => {
    const nearer = rivals.find(([, rival]) => of(rival) <= of(sample));
    return [
      what,
      formatNumber(of(sample), 2),
      ...rivals.map(([, rival]) => formatNumber(of(rival), 2)),
      nearer === undefined ? "" : paint.yellow(`no closer than ${nearer[0]}`),
    ];
  };
  const [header, ...body] = renderTable(columns, [
    row("energy distance", ({ energy }) => energy),
    row("MMD", ({ mmd }) => mmd),
  ]);
  return [paint.dim(header), ...body];
}
