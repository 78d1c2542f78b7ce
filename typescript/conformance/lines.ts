import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import process from "node:process";
import { createInterface } from "node:readline";
import { type Command, errored } from "./answer.js";

/** Where the client runs: in this process or across a bridge. */
export interface Host {
  /** The reply's text to a command; `line` is the command as it came. */
  answer(command: Command, line: string): Promise<string>;
  close?(): Promise<void>;
  /** The file that the client is bundled into: it is what is tested. */
  readonly artefact?: string;
}

/** A `started` reply with the hash of what is tested; one that is absent has none. */
function hashed(text: string, { artefact }: Host): string {
  if (!artefact) return text;
  const hash = createHash("sha256").update(readFileSync(artefact)).digest("hex");
  return JSON.stringify({ ...JSON.parse(text), artefact: hash });
}

/** Speaks the protocol on standard input and output until `stop` or the end of the input. */
export function serve(host: Host): void {
  const input = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
  const reply = (text: string): boolean => process.stdout.write(`${text}\n`);
  // What is written goes out before the process ends; open calls are not waited for.
  const end = async (): Promise<void> => {
    await host.close?.();
    process.stdout.write("", () => process.exit(0));
  };

  async function handle(line: string): Promise<void> {
    const command = JSON.parse(line) as Command;
    if (command.cmd !== "stop") {
      const text = await host.answer(command, line);
      reply(command.cmd === "start" ? hashed(text, host) : text);
    } else {
      reply(JSON.stringify({ id: command.id, type: "stopped" }));
      await end();
    }
  }

  input.on("line", (line) => {
    if (!line.trim()) return;
    handle(line).catch((error: unknown) => {
      const id = /"id"\s*:\s*"([^"]*)"/.exec(line)?.[1] ?? null;
      reply(JSON.stringify({ id, ...errored(String((error as Error)?.stack ?? error)) }));
    });
  });
  input.on("close", () => void end());
}
