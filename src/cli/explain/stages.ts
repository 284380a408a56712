/** The stages of the compiler that can be shown, in the order of the pipeline. */
export const stages = ["syntax", "checked", "tensor", "gradient", "code"] as const;

export type Stage = (typeof stages)[number];
