/** Where a command writes, and what it may assume about who reads. */

/** Where text (or the bytes of a file) goes; writing never throws, also when nobody reads any more. */
export interface Sink {
  write(text: string | Uint8Array): void;
}

export interface Io {
  /** Results. */
  readonly stdout: Sink;
  /** Diagnostics and progress, so that results can be piped. */
  readonly stderr: Sink;
  /** Whether `stderr` is a terminal, so that lines on it can be redrawn. */
  readonly isTTY: boolean;
  /** Width of the terminal in characters; 100 where there is none. */
  readonly columns: number;
  /** Whether to write colours: both streams are terminals and NO_COLOR is unset, or FORCE_COLOR is set. */
  readonly color: boolean;
}

interface Stream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Whether to write colours, after https://no-color.org and https://force-color.org. */
export function wantsColor(environment: NodeJS.ProcessEnv, stdout: Stream, stderr: Stream): boolean {
  if (environment.NO_COLOR) return false;
  if (environment.FORCE_COLOR) return environment.FORCE_COLOR !== "0";
  return stdout.isTTY === true && stderr.isTTY === true && environment.TERM !== "dumb";
}

/** A sink on a stream of this process: after a reader has gone (`pal run f.pal | head`) it drops what it is given. */
function sink(stream: NodeJS.WriteStream): Sink {
  let closed = false;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE" && error.code !== "ERR_STREAM_DESTROYED") throw error;
    closed = true;
  });
  return {
    write(text) {
      if (!closed) stream.write(text);
    },
  };
}

/** The streams of this process. */
export function processIo(): Io {
  return {
    stdout: sink(process.stdout),
    stderr: sink(process.stderr),
    isTTY: process.stderr.isTTY === true && process.env.TERM !== "dumb",
    columns: process.stderr.columns ?? process.stdout.columns ?? 100,
    color: wantsColor(process.env, process.stdout, process.stderr),
  };
}
