// What a call costs beside a bare fetch that does the same: same request, same headers, JSON in and out, a deadline.
// Prints the ratio of processor time, the median over interleaved rounds; the server is another process, so that a busy
// machine and the server's own work stay out of it.
import { fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { VectorizerClient } from "../dist/index.js";

const ROUNDS = 30;
const CALLS = 60;
/** Rounds before any is counted, so that both are compiled. */
const WARM_UP = 25;
const LIMIT = 1.25;

const vector = Array.from({ length: 384 }, (_, index) => Math.fround(Math.sin(index)));
const base64 = Buffer.from(new Float32Array(vector).buffer).toString("base64");
const stamp = "2026-01-01T00:00:00.000000Z";
const written = JSON.stringify({
  collection: "c",
  id: "v",
  status: "updated",
  version: 2,
  created_at: stamp,
  updated_at: stamp,
});
const read = JSON.stringify({
  id: "v",
  vector: base64,
  metadata: { source: "a.md" },
  version: 2,
  created_at: stamp,
  updated_at: stamp,
});
const info = JSON.stringify({ version: "0.1.0", vector_formats: ["json", "base64"] });

if (process.send) {
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(request.url === "/info" ? info : request.method === "GET" ? read : written);
    });
  });
  server.listen(0, "127.0.0.1", () => process.send(server.address().port));
  await once(process, "disconnect");
  process.exit();
}
const child = fork(new URL(import.meta.url));
const base = `http://127.0.0.1:${(await once(child, "message"))[0]}`;
const client = new VectorizerClient(base);

async function bare(method, path, body) {
  const headers = { accept: "application/json", "x-request-id": crypto.randomUUID() };
  if (body)
    Object.assign(headers, { "content-type": "application/json", "idempotency-key": crypto.randomUUID() });
  const response = await fetch(base + path, {
    method,
    headers,
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(60_000),
  });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

const decode = (text) =>
  new Float32Array(Uint8Array.from(atob(text), (character) => character.charCodeAt(0)).buffer);
const path = "/collections/c/vectors/v";
const metadata = { source: "a.md", tags: ["a", "b"], n: 1 };
const CASES = {
  "update metadata": [
    () => client.updateVector("c", "v", { metadata }),
    () => bare("PATCH", path, { metadata }),
  ],
  "update vector (384)": [
    () => client.updateVector("c", "v", { vector }),
    () => bare("PATCH", path, { vector: Buffer.from(new Float32Array(vector).buffer).toString("base64") }),
  ],
  "get vector (384)": [
    () => client.getVector("c", "v"),
    async () => {
      const record = await bare("GET", `${path}?vector_format=base64`);
      return { ...record, vector: decode(record.vector) };
    },
  ],
};

const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
async function time(call) {
  const started = process.cpuUsage();
  for (let count = 0; count < CALLS; count++) await call();
  const { user, system } = process.cpuUsage(started);
  return (user + system) / CALLS;
}

let worst = 0;
for (const [name, [ours, theirs]] of Object.entries(CASES)) {
  for (let round = 0; round < WARM_UP; round++) await time(ours);
  for (let round = 0; round < WARM_UP; round++) await time(theirs);
  const times = { ours: [], theirs: [] };
  for (let round = 0; round < ROUNDS; round++) {
    times.theirs.push(await time(theirs));
    times.ours.push(await time(ours));
  }
  const [a, b] = [median(times.ours), median(times.theirs)];
  worst = Math.max(worst, a / b);
  console.log(
    `${name.padEnd(22)}${a.toFixed(0).padStart(6)} µs, bare fetch ${b.toFixed(0).padStart(6)} µs, ratio ${(a / b).toFixed(2)}`,
  );
}
console.log(`worst ratio ${worst.toFixed(2)}, budget ${LIMIT}`);
child.disconnect();
if (process.argv.includes("--check") && worst > LIMIT) process.exitCode = 1;
