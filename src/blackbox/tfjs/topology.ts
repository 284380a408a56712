/** Reads model.json, the topology and weight manifest of a TensorFlow.js LayersModel, without TensorFlow.js. */
import type { Json } from "../../language/files/json.ts";
import { parseJson } from "../../language/files/json.ts";
import { placeInProblem } from "../../language/files/problem.ts";
import { ModelError } from "../problem.ts";
import { chainOrder, wiringProblem } from "./graph.ts";
import { asArray, asNumber, asObject, asShape, asString, type JsonObject } from "./json.ts";

export interface Layer {
  /** `Dense`, `Conv2D`, ... */
  readonly className: string;
  readonly name: string;
  readonly config: JsonObject;
}

export interface Quantization {
  readonly dtype: string;
  readonly scale: number;
  readonly min: number;
}

/** One weight as the manifest announces it. */
export interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly quantization?: Quantization;
}

/** Weights that lie one after the other in the concatenation of `paths`. */
export interface WeightGroup {
  readonly paths: readonly string[];
  readonly weights: readonly WeightSpec[];
}

export interface Topology {
  /** What the runtime is given: `{ class_name, config }` as it stands in the file. */
  readonly raw: JsonObject;
  /** Every layer, those of nested models included. */
  readonly layers: readonly Layer[];
  /** The layers in order when each feeds only the next; absent for branching graphs. */
  readonly chain?: readonly Layer[];
  readonly groups: readonly WeightGroup[];
}

function notAModel(
  message: string,
  hint = "a LayersModel is expected, as `model.save(..)` of TensorFlow.js or tensorflowjs_converter write it",
): never {
  throw new ModelError({ kind: "notAModel", message, hint });
}

/** Reads and checks the file; throws a ModelError that says what is wrong with it. */
export function parseTopology(bytes: Uint8Array): Topology {
  const document = parseJson(bytes);
  if (document.kind !== "document") {
    const where = placeInProblem(document);
    notAModel(`it is not JSON${where === "" ? "" : ` (${where})`}: ${document.message}`);
  }
  const root = asObject(document.value) ?? notAModel("it holds no object");
  const topology = asObject(root.modelTopology) ?? notAModel("it has no `modelTopology`");
  if (root.format === "graph-model" || topology.node !== undefined) {
    notAModel(
      "it is a GraphModel, whose layers are frozen",
      "save the Keras model as a LayersModel (tensorflowjs_converter --output_format=tfjs_layers_model)",
    );
  }
  const raw = asObject(topology.model_config) ?? topology;
  const config = raw.config;
  if (asString(raw.class_name) === undefined || config === undefined)
    notAModel("its `modelTopology` has no `class_name` and `config`");
  const groups = (asArray(root.weightsManifest) ?? notAModel("it has no `weightsManifest`")).map(readGroup);
  const flat = flatten(raw);
  return { raw, layers: flat.layers, chain: flat.chain, groups };
}

function readGroup(value: Json): WeightGroup {
  const group = asObject(value) ?? notAModel("an entry of its `weightsManifest` is no object");
  const paths = (asArray(group.paths) ?? notAModel("an entry of its `weightsManifest` has no `paths`")).map(
    (path) => asString(path) ?? notAModel("a path in its `weightsManifest` is no text"),
  );
  const weights = asArray(group.weights) ?? notAModel("an entry of its `weightsManifest` has no `weights`");
  return { paths, weights: weights.map(readSpec) };
}

function readSpec(value: Json): WeightSpec {
  const spec = asObject(value) ?? notAModel("a weight in its manifest is no object");
  const name = asString(spec.name) ?? notAModel("a weight in its manifest has no name");
  const shape = asShape(spec.shape) ?? notAModel(`the weight ${name} has no shape`);
  const dtype = asString(spec.dtype) ?? notAModel(`the weight ${name} has no dtype`);
  const written = asObject(spec.quantization);
  if (written === undefined) return { name, shape, dtype };
  const quantization = {
    dtype: asString(written.dtype) ?? notAModel(`the quantization of ${name} has no dtype`),
    scale: asNumber(written.scale) ?? 1,
    min: asNumber(written.min) ?? 0,
  };
  return { name, shape, dtype, quantization };
}

interface Flat {
  readonly layers: readonly Layer[];
  readonly chain?: readonly Layer[];
}

/** The layers of a model, nested Sequential and functional models unfolded. */
function flatten(model: JsonObject): Flat {
  const className = asString(model.class_name) ?? "";
  const config = model.config;
  // The oldest Sequential files have the list itself as their config.
  const entries = asArray(config) ?? asArray(asObject(config)?.layers);
  if (entries === undefined) notAModel(`its topology is a ${className} without layers`);
  if (entries.length === 0) notAModel(`its topology is a ${className} with no layer in it`);
  const objects = entries.map((entry) => asObject(entry) ?? notAModel("a layer of its topology is no object"));
  const parts = objects.map(readLayer);
  const order = className === "Sequential" ? [...parts.keys()] : readOrder(objects, asObject(config) ?? {});
  const chains = order?.map((i) => parts[i].chain);
  return {
    layers: parts.flatMap((part) => part.layers),
    chain: chains?.every((chain) => chain !== undefined) ? chains.flatMap((chain) => chain ?? []) : undefined,
  };
}

function readOrder(entries: readonly JsonObject[], config: JsonObject): readonly number[] | undefined {
  const problem = wiringProblem(entries, config);
  return problem === undefined ? chainOrder(entries, config) : notAModel(problem);
}

function readLayer(entry: JsonObject): Flat {
  const className = asString(entry.class_name) ?? notAModel("a layer of its topology has no `class_name`");
  if (["Sequential", "Model", "Functional"].includes(className)) return flatten(entry);
  const config = asObject(entry.config) ?? notAModel(`a ${className} layer of its topology has no \`config\``);
  const layer = { className, name: asString(config.name) ?? asString(entry.name) ?? className, config };
  return { layers: [layer], chain: [layer] };
}
