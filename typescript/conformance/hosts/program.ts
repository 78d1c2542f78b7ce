import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { find, RUNTIMES } from "./find.js";

const HERE = fileURLToPath(import.meta.url);
const HOW = "npm ci in typescript/runtimes";

/** Runs this very program on a runtime that knows standard input and output, which are its own from then on. */
function run(program: string, words: readonly string[], env: NodeJS.ProcessEnv = {}): void {
  const child = spawn(program, [...words, HERE], { stdio: "inherit", env: { ...process.env, ...env } });
  child.on("error", (error) => {
    console.error(`can't start ${program}: ${error.message}`);
    process.exitCode = 1;
  });
  child.on("exit", (code, signal) => {
    if (signal) process.kill(process.pid, signal);
    else process.exitCode = code ?? 1;
  });
}

/** Deno, allowed the network, to read this file, and temporary files for records to be read from. */
export async function deno(): Promise<undefined> {
  const words = [
    "run",
    "--quiet",
    "--no-config",
    "--no-lock",
    "--no-prompt",
    "--allow-net",
    `--allow-read=${HERE},${tmpdir()}`,
    `--allow-write=${tmpdir()}`,
    "--allow-env=TMPDIR,TMP,TEMP",
  ];
  // What it compiles is kept inside this folder, not in the user's.
  const env = { DENO_DIR: join(RUNTIMES, "node_modules/.cache/deno"), DENO_NO_UPDATE_CHECK: "1" };
  run(find(["deno"], HOW), words, env);
}

export async function bun(): Promise<undefined> {
  run(find(["bun"], HOW), ["run", "--no-install"]);
}
