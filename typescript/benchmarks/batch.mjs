// `batchUpdate` of 1,000 × 384 from Float32Array, the whole call, beside base64 and JSON.stringify of the same bodies and
// reading the same answers: no check, no report, no retry. fetch answers at once, so that only the client's side is measured;
// prints the ratio of processor time, the best of the rounds.
import { VectorizerClient } from "../dist/index.js";

const [COUNT, DIMENSION, AT_ONCE, WARM_UP, ROUNDS, LIMIT] = [1000, 384, 500, 20, 40, 2];

const items = Array.from({ length: COUNT }, (_, index) => ({
  id: `v${index}`,
  vector: Float32Array.from({ length: DIMENSION }, () => Math.random()),
}));
const reply = (value) =>
  new Response(JSON.stringify(value), { headers: { "content-type": "application/json" } });
const info = { name: "bench", version: "1", spec_version: "0.1.0", vector_formats: ["json", "base64"] };
const reports = new Map();

function report(body) {
  const { updates } = JSON.parse(body);
  const results = updates.map(({ id }, index) => ({ index, id, status: "updated", version: 2 }));
  const counts = { created: 0, updated: updates.length, unchanged: 0, failed: 0, aborted: 0 };
  return { collection: "c", count: updates.length, ...counts, errors: [], atomic: false, results };
}

/** Bodies of a round begin alike; reading them anew each time would be the server's work. */
const fetch = async (url, { body }) => {
  if (url.endsWith("/info")) return reply(info);
  const key = body.slice(0, 40);
  if (!reports.has(key)) reports.set(key, report(body));
  return reply(reports.get(key));
};

const client = new VectorizerClient("http://bench", { fetch });
const ours = () => client.batchUpdate("c", items);
async function floor() {
  for (let start = 0; start < COUNT; start += AT_ONCE) {
    const updates = items.slice(start, start + AT_ONCE).map(({ id, vector }) => ({
      id,
      vector: Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString("base64"),
    }));
    await (await fetch("http://bench/c", { body: JSON.stringify({ updates }) })).json();
  }
}

async function time(call) {
  const started = process.cpuUsage();
  await call();
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000;
}

const best = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
for (let round = -WARM_UP; round < ROUNDS; round++) {
  for (const [place, call] of [ours, floor].entries()) {
    const took = await time(call);
    if (round >= 0) best[place] = Math.min(best[place], took);
  }
}
const [made, least] = best.map((milliseconds) => milliseconds.toFixed(1));
console.log(`batchUpdate of ${COUNT} × ${DIMENSION}: ${made} ms, base64 and JSON.stringify ${least} ms`);
console.log(`ratio ${(best[0] / best[1]).toFixed(2)}, budget ${LIMIT}`);
if (process.argv.includes("--check") && best[0] > LIMIT * best[1]) process.exitCode = 1;
