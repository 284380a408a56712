/**
 * Makes the binary files that the golden programs read, good and broken ones: `node --import tsx test/language/make-golden-files.ts`.
 * The net is softmax(x @ [[1, -1, 0], [0, 1, -1]] + [0, 0, 0.5]), so that its answers can be worked out by hand.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const tests = dirname(dirname(fileURLToPath(import.meta.url)));

const kernel = [1, -1, 0, 0, 1, -1];
const bias = [0, 0, 0.5];

interface Net {
  readonly className?: string;
  readonly activation?: string;
  readonly kernelShape?: readonly number[];
  readonly dtype?: string;
  readonly weights?: readonly number[];
  readonly path?: string;
}

function write(folder: string, net: Net): void {
  mkdirSync(join(tests, folder), { recursive: true });
  const { className = "Dense", activation = "softmax", kernelShape = [2, 3], dtype = "float32" } = net;
  const config = {
    name: "dense",
    units: 3,
    activation,
    use_bias: true,
    batch_input_shape: [null, 2],
    dtype: "float32",
  };
  const model = {
    format: "layers-model",
    modelTopology: {
      class_name: "Sequential",
      config: { name: "net", layers: [{ class_name: className, config }] },
    },
    weightsManifest: [
      {
        paths: [net.path ?? "weights.bin"],
        weights: [
          { name: "dense/kernel", shape: kernelShape, dtype },
          { name: "dense/bias", shape: [3], dtype },
        ],
      },
    ],
  };
  writeFileSync(join(tests, folder, "model.json"), `${JSON.stringify(model, null, 1)}\n`);
  if (net.path === undefined) {
    writeFileSync(
      join(tests, folder, "weights.bin"),
      new Uint8Array(Float32Array.from(net.weights ?? [...kernel, ...bias]).buffer),
    );
  }
}

/** A NumPy file of float64 values in C order. */
function writeNpy(file: string, shape: readonly number[], values: readonly number[]): void {
  const header = `{'descr': '<f8', 'fortran_order': False, 'shape': (${shape.join(", ")},), }`;
  const length = Math.ceil((10 + header.length + 1) / 64) * 64 - 10;
  const head = Buffer.from(`\x93NUMPY\x01\x00\x00\x00${header.padEnd(length - 1)}\n`, "latin1");
  head.writeUInt16LE(length, 8);
  mkdirSync(dirname(join(tests, file)), { recursive: true });
  writeFileSync(join(tests, file), Buffer.concat([head, Buffer.from(Float64Array.from(values).buffer)]));
}

write("good/files/net", {});
write("bad/files/net", {});
write("bad/files/linear", { activation: "linear" });
write("bad/files/short", { weights: kernel });
write("bad/files/misfit", { kernelShape: [3, 2] });
write("bad/files/float16", { dtype: "complex64" });
write("bad/files/infinite", { weights: [...kernel, 0, 0, Number.POSITIVE_INFINITY] });
write("bad/files/unknown-layer", { className: "Teleport" });
write("bad/files/no-shard", { path: "elsewhere.bin" });
writeNpy("good/files/matrix.npy", [2, 3], [1, 2, 3, 4, 5, 6]);
writeNpy("bad/files/matrix.npy", [2, 3], [1, 2, 3, 4, 5, 6]);
