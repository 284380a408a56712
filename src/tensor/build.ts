/** Every builder of tensor nodes: they infer and check shapes; an `Error` they throw is a bug of the caller. */
export * from "./build-elementwise.ts";
export * from "./build-linear.ts";
export * from "./build-minimiser.ts";
export * from "./build-reduce.ts";
export * from "./build-scan.ts";
export * from "./build-shape.ts";
export * from "./build-source.ts";
export * from "./build-windows.ts";
