import { SPEC_VERSION } from "../src/index.js";
import { surface } from "./errors.js";
import { dispatch } from "./generated/dispatch.js";
import { type Run, run } from "./run.js";
import { lacks, runtime } from "./runtime.js";
import { encode } from "./values.js";

const PROTOCOL = 1;
export const NAME = "vectorizer-client";
export const LANGUAGE = "typescript";

/** A command of the protocol, `stop` aside. */
export type Command = { id: string; cmd: string } & Partial<Run>;

/** The reply to a command, as text: what it holds must pass through every bridge bit by bit. */
export async function answer(command: Command, version?: string): Promise<string> {
  const { id, cmd } = command;
  if (cmd === "start") return encode({ id, ...description(version) });
  if (cmd === "run") return encode({ id, ...(await run(command as Run)) });
  return encode({ id, ...errored(`unknown command ${JSON.stringify(cmd)}`) });
}

export const errored = (reason: string): object => ({ type: "errored", reason });

const description = (version?: string): object => ({
  type: "started",
  protocol: PROTOCOL,
  name: NAME,
  language: LANGUAGE,
  runtime: runtime(version),
  version: SPEC_VERSION,
  // What is declared is the same wherever it runs, and is read where the compiler is.
  features: [
    "async",
    "batch-options",
    "small-reports",
    "copies",
    "leaving",
    "limits",
    "more-values",
    "packed-vectors",
    ...(runtime().startsWith("Node") ? ["surface"] : []),
  ],
  lacks: lacks(runtime()),
  operations: Object.keys(dispatch).filter((name) => surface.includes(name)),
});
