// What a call costs beside a bare fetch that does the same: same request, same headers, JSON in and out, a deadline.
// Prints the ratio of processor time, the median over pairs of short rounds, which a busy machine slows down alike; the
// server is another process, so that its own work stays out of it. `--json FILE` writes what was measured.
import { fork } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { VectorizerClient } from "../dist/index.js";

const PAIRS = 100;
const CALLS = 20;
/** Rounds before any is counted, so that both are compiled. */
const WARM_UP = 75;
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
const measured = [];
for (const [name, [ours, theirs]] of Object.entries(CASES)) {
  for (let round = 0; round < WARM_UP; round++) await time(ours);
  for (let round = 0; round < WARM_UP; round++) await time(theirs);
  const pairs = [];
  for (let pair = 0; pair < PAIRS; pair++) {
    const b = await time(theirs);
    pairs.push({ a: await time(ours), b });
  }
  const [a, b] = [median(pairs.map((pair) => pair.a)), median(pairs.map((pair) => pair.b))];
  const ratio = median(pairs.map((pair) => pair.a / pair.b));
  worst = Math.max(worst, ratio);
  measured.push({ name, ours: b * ratio, beside: "fetch alone", theirs: b, unit: "µs" });
  console.log(
    `${name.padEnd(22)}${a.toFixed(0).padStart(6)} µs, bare fetch ${b.toFixed(0).padStart(6)} µs, ratio ${ratio.toFixed(2)}`,
  );
}
console.log(`worst ratio ${worst.toFixed(2)}, budget ${LIMIT}`);
const file = process.argv.indexOf("--json") + 1;
if (file) writeFileSync(process.argv[file], JSON.stringify(measured));
child.disconnect();
if (process.argv.includes("--check") && worst > LIMIT) process.exitCode = 1;
