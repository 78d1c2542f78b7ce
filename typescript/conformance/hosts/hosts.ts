import process from "node:process";
import { LANGUAGE, NAME } from "../answer.js";
import { type Host, serve } from "../lines.js";
import { chromium } from "./chromium.js";
import { Absent } from "./find.js";
import { bun, deno } from "./program.js";
import { workerd } from "./workerd.js";

/** Each gives a host that a bridge speaks to, or nothing where the runtime speaks the protocol itself. */
const HOSTS: Record<string, () => Promise<Host | undefined>> = { deno, bun, workerd, chromium };

/** Runs the adapter on another runtime; answers `absent` where that is not installed. */
export async function on(name: string): Promise<void> {
  const host = Object.hasOwn(HOSTS, name) ? HOSTS[name] : undefined;
  if (!host) {
    console.error(`there is no runtime ${JSON.stringify(name)}: ${Object.keys(HOSTS).join(", ")}`);
    process.exitCode = 2;
    return;
  }
  try {
    const bridged = await host();
    if (bridged) serve(bridged);
  } catch (error) {
    if (!(error instanceof Absent)) throw error;
    const { message: reason } = error;
    const absent = { type: "absent", name: NAME, language: LANGUAGE, runtime: name, reason };
    serve({ answer: async ({ id }) => JSON.stringify({ id, ...absent }) });
  }
}
