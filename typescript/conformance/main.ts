import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { SPEC_VERSION } from "../src/index.js";
import { declared } from "./declared.js";
import { surface } from "./errors.js";
import { dispatch } from "./generated/dispatch.js";
import { type Run, run } from "./run.js";
import { encode } from "./values.js";

const PROTOCOL = 1;

const reply = (id: unknown, message: object): void => {
  process.stdout.write(`${encode({ id, ...message })}\n`);
};

const description = {
  type: "started",
  protocol: PROTOCOL,
  name: "vectorizer-client",
  language: "typescript",
  runtime: `Node ${process.version}`,
  version: SPEC_VERSION,
  // The client is bundled into this file: it is what is tested.
  artefact: createHash("sha256")
    .update(readFileSync(new URL(import.meta.url)))
    .digest("hex"),
  features: ["async", "surface"],
  operations: Object.keys(dispatch).filter((name) => surface.includes(name)),
};

async function handle(line: string): Promise<void> {
  const command = JSON.parse(line) as { id: string; cmd: string } & Run;
  if (command.cmd === "start") reply(command.id, description);
  else if (command.cmd === "run") reply(command.id, await run(command));
  else if (command.cmd === "surface") reply(command.id, declared());
  else if (command.cmd === "stop") {
    reply(command.id, { type: "stopped" });
    // What is written goes out before the process ends; open calls are not waited for.
    process.stdout.write("", () => process.exit(0));
  } else reply(command.id, { type: "errored", reason: `unknown command ${JSON.stringify(command.cmd)}` });
}

const input = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
input.on("line", (line) => {
  if (!line.trim()) return;
  handle(line).catch((error: unknown) => {
    const id = /"id"\s*:\s*"([^"]*)"/.exec(line)?.[1] ?? null;
    reply(id, { type: "errored", reason: String((error as Error)?.stack ?? error) });
  });
});
input.on("close", () => process.stdout.write("", () => process.exit(0)));
