import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

/** Where `npm ci` puts the runtimes; a package of its own, for they weigh more than all else together. */
export const RUNTIMES = fileURLToPath(new URL("../runtimes/", import.meta.url));

/** What is not installed here, and how to have it. */
export class Absent extends Error {}

/** The program of one of these names: installed in `runtimes/`, or in the PATH. */
export function find(names: readonly string[], how: string): string {
  const folders = [join(RUNTIMES, "node_modules/.bin"), ...(process.env.PATH ?? "").split(delimiter)];
  for (const name of names) {
    const found = folders.map((folder) => join(folder, name)).find(isProgram);
    if (found) return found;
  }
  throw new Absent(`no ${names.join(", ")} in typescript/runtimes or in the PATH: ${how}`);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
