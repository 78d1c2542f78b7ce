// Run compiled programs one after another in this process, each on an empty server.
// Reads JSON from standard input: `url`, and `programs`, each a `name` and the `file` of a module. Writes a line of
// JSON for each: `name`, what it `printed`, and the `error` that ended it, or "".
import { readFileSync } from "node:fs";
import { format } from "node:util";

const { url, programs } = JSON.parse(readFileSync(0, "utf8"));
for (const { name, file } of programs) {
  await fetch(`${url}/__mock/reset`, { method: "POST" });
  let printed = "";
  let error = "";
  for (const method of ["log", "error", "warn"]) console[method] = (...words) => (printed += `${format(...words)}\n`);
  try {
    await import(file);
  } catch (failure) {
    error = failure?.stack ?? String(failure);
  }
  process.stdout.write(`${JSON.stringify({ name, printed, error })}\n`);
}
process.exit(0);
