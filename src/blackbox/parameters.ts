/** The weights of a net as one vector: which elements belong to which weight of which layer. */
import { sizeOf } from "../tensor/node.ts";

/** One weight: elements [offset, offset + size of its shape) of the vector, row-major. */
export interface WeightPart {
  readonly layer: string;
  /** `kernel`, `bias`, `gamma`, .. */
  readonly weight: string;
  readonly shape: readonly number[];
  readonly offset: number;
}

/** Where each weight lies, in the order of the file. */
export interface ParameterLayout {
  readonly size: number;
  readonly parts: readonly WeightPart[];
}

/** Lays weights one after the other. */
export function layOut(weights: readonly Omit<WeightPart, "offset">[]): ParameterLayout {
  const parts: WeightPart[] = [];
  let size = 0;
  for (const weight of weights) {
    parts.push({ ...weight, offset: size });
    size += sizeOf(weight.shape);
  }
  return { size, parts };
}

/** The layers that have weights, each once. */
export function layersOf({ parts }: ParameterLayout): string[] {
  return [...new Set(parts.map((part) => part.layer))];
}

/**
 * The parts of one layer: by its own name, by the last piece of a name with slashes, or as `layer1`, `layer2`, .. in the order of
 * the file; undefined when there is no such layer.
 */
export function layerParts(layout: ParameterLayout, name: string): readonly WeightPart[] | undefined {
  const layers = layersOf(layout);
  const number = /^layer([1-9]\d*)$/.exec(name)?.[1];
  const found =
    layers.find((layer) => layer === name) ??
    layers.find((layer) => layer.endsWith(`/${name}`)) ??
    (number === undefined ? undefined : layers[Number(number) - 1]);
  return found === undefined ? undefined : layout.parts.filter((part) => part.layer === found);
}

/** What may stand behind `parameters(f).`: the layers' names, or their numbers where a name is no word of the language. */
export function layerNames(layout: ParameterLayout): string[] {
  return layersOf(layout).map((layer, i) => {
    const last = layer.slice(layer.lastIndexOf("/") + 1);
    return /^[A-Za-z_]\w*$/.test(last) ? last : `layer${i + 1}`;
  });
}

/** The name of one element: `layer1.kernel[0,1]`. */
export function parameterName({ parts }: ParameterLayout, index: number): string {
  const part = parts.findLast(({ offset }) => offset <= index);
  if (part === undefined) return `[${index}]`;
  const places: number[] = [];
  let rest = index - part.offset;
  for (const size of [...part.shape].reverse()) {
    places.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return `${part.layer}.${part.weight}${places.length === 0 ? "" : `[${places.join(",")}]`}`;
}
