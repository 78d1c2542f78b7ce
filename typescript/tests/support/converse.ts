import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect } from "vitest";

/** The built adapter. */
export const program = new URL("../../dist/conformance.js", import.meta.url).pathname;

/** Speaks the adapter protocol: lines in, as many replies out. */
export async function converse(
  lines: (object | string)[],
  replies: number,
  words: readonly string[] = [program],
  env: NodeJS.ProcessEnv = process.env,
): Promise<Record<string, never>[]> {
  const child = spawn(process.execPath, words, { stdio: ["pipe", "pipe", "inherit"], env });
  const answers: Record<string, never>[] = [];
  const reader = createInterface({ input: child.stdout });
  for (const line of lines) child.stdin.write(`${typeof line === "string" ? line : JSON.stringify(line)}\n`);
  for await (const line of reader) {
    answers.push(JSON.parse(line) as Record<string, never>);
    if (answers.length === replies) child.stdin.end();
  }
  const [code] = child.exitCode === null ? await once(child, "exit") : [child.exitCode];
  expect(code).toBe(0);
  return answers;
}
