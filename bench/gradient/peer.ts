/** A contestant in a process of its own, asked by lines: `at` for its answer at a position, `time` for how long one takes. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface, type Interface } from "node:readline";

export interface Answer {
  /** Up to a constant. */
  readonly logDensity: number;
  readonly gradient: readonly number[];
}

/** Where processes differ: Node with the compiled scenario, a compiled Stan program, Python with NumPyro, Node with WebPPL. */
export interface Command {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

export class Peer {
  readonly name: string;
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly lines: Interface;
  private waiting: { resolve: (line: string) => void; reject: (problem: Error) => void } | undefined;
  private said = "";

  constructor({ name, command, args }: Command) {
    this.name = name;
    this.child = spawn(command, args, { stdio: "pipe" });
    this.lines = createInterface({ input: this.child.stdout });
    this.lines.on("line", (line) => {
      this.waiting?.resolve(line);
      this.waiting = undefined;
    });
    this.child.stderr.on("data", (text) => {
      this.said = `${this.said}${text}`.slice(-2000);
    });
    const ended = (why: string) => {
      this.waiting?.reject(new Error(`${name} ${why}: ${this.said.trim()}`));
      this.waiting = undefined;
    };
    this.child.on("error", (problem) => ended(problem.message));
    this.child.on("close", (code) => ended(`ended with ${code}`));
    // What is written to a process that has ended is told by its end.
    this.child.stdin.on("error", () => {});
  }

  /** One line for one line. @throws Error with what the process says when it ends instead */
  ask(line: string): Promise<string> {
    return new Promise((resolve, reject) => {
      if (this.child.exitCode !== null) reject(new Error(`${this.name} has ended: ${this.said.trim()}`));
      this.waiting = { resolve, reject };
      this.child.stdin.write(`${line}\n`);
    });
  }

  /** Names of the unconstrained elements: `beta.1`, `beta.2`, ... */
  async names(): Promise<string[]> {
    return words(await this.ask("names"));
  }

  /** Moves there, for `time` too. */
  async at(position: readonly number[]): Promise<Answer> {
    const [logDensity, ...gradient] = words(await this.ask(`at ${position.join(" ")}`)).map(Number);
    return { logDensity, gradient };
  }

  /** Microseconds of processor time an evaluation with gradient, over about so many seconds. */
  async time(seconds: number): Promise<number> {
    return Number(await this.ask(`time ${seconds}`));
  }

  close(): void {
    this.child.stdin.end();
  }
}

function words(line: string): string[] {
  return line.trim().split(/\s+/);
}
