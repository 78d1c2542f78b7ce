/** The adapter. Alone it runs the client in this runtime; `--on NAME` finds another runtime and runs it there. */
import process from "node:process";
import { fileURLToPath } from "node:url";
import { host } from "../src/runtime/host.js";
import { answer, type Command } from "./answer.js";
import { declared } from "./declared.js";
import { records } from "./files.js";
import { on } from "./hosts/hosts.js";
import { serve } from "./lines.js";
import { SPECIAL } from "./values.js";

const reply = async (command: Command): Promise<string> =>
  command.cmd === "surface" ? JSON.stringify({ id: command.id, ...declared() }) : answer(command);

SPECIAL.$file = records;
const [flag, name] = process.argv.slice(2);
// What Node adds is taken away: the client does as in a browser.
if (flag === "--plain") for (const member of Object.keys(host)) delete host[member as keyof typeof host];
if (flag === undefined || flag === "--plain") {
  serve({ artefact: fileURLToPath(import.meta.url), answer: reply });
} else if (flag === "--on" && name) await on(name);
else {
  console.error("usage: conformance.js [--plain | --on deno|bun|workerd|chromium]");
  process.exitCode = 2;
}
