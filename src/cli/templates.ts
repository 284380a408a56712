/** The scenarios that `pal new` begins with: folders of `templates/`, by name. */
export const templates = ["regression", "hierarchical", "logistic", "mixture", "timeseries", "inversion"] as const;

export type Template = (typeof templates)[number];
