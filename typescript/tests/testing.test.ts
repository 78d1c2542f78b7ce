import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { MockServer, serverFor } from "../src/testing.js";

/** A server with the control of a test double, in a few lines of Node: what is asked of it comes back. */
const DOUBLE = `
const asked = [];
const REFUSALS = { none: "no such copy", told: '{"code": "c", "detail": "/body: is wrong."}', routeless: '{"code": "route-not-found", "detail": "none"}' };
require("node:http").createServer((request, response) => {
  let body = "";
  request.on("data", (piece) => (body += piece)).on("end", () => {
    asked.push([request.method, request.url, request.headers.authorization ?? null, body && JSON.parse(body)]);
    const isJournal = request.url.startsWith("/__mock/journal");
    const refused = /snapshots\\/(.*)/.exec(request.url)?.[1];
    if (refused in REFUSALS) response.writeHead(404).end(REFUSALS[refused]);
    else response.writeHead(200, { "content-type": "application/json" })
      .end(JSON.stringify(isJournal ? { entries: asked } : { id: "f1", status: "ok" }));
  });
}).listen(0, "127.0.0.1", function () { console.log("listening on http://127.0.0.1:" + this.address().port); });
`;
const command = [process.execPath, "-e", DOUBLE] as const;

describe("a server for tests", () => {
  it("starts, does what it is told, and stops", async () => {
    const server = await MockServer.start({ command, client: { apiKey: "k" } });
    expect(await server.client.getHealth()).toEqual({ id: "f1", status: "ok" });
    await server.reset();
    await server.seed({ collections: [{ name: "c" }] });
    expect(await server.fault({ operation: "updateVector", status: 503 })).toBe("f1");
    await server.clearFaults("f1");
    await server.clearFaults();
    await server.moveClock({ advance: 5 });
    await server.save("a b");
    await server.restore("a b");
    const key = "Bearer k";
    expect(await server.journal({ operation: "getInfo", body: { a: 1 } })).toEqual([
      ["GET", "/health", key, ""],
      ["POST", "/__mock/reset", key, ""],
      ["POST", "/__mock/seed", key, { collections: [{ name: "c" }] }],
      ["POST", "/__mock/faults", key, { operation: "updateVector", status: 503 }],
      ["DELETE", "/__mock/faults/f1", key, ""],
      ["DELETE", "/__mock/faults", key, ""],
      ["POST", "/__mock/clock", key, { advance: 5 }],
      ["PUT", "/__mock/snapshots/a%20b", key, ""],
      ["POST", "/__mock/snapshots/a%20b", key, ""],
      ["GET", "/__mock/journal?operation=getInfo&body=%7B%22a%22%3A1%7D", key, ""],
    ]);
    const refused = (name: string) => `the server refuses POST /__mock/snapshots/${name}: `;
    await expect(server.restore("none")).rejects.toThrow(`${refused("none")}no such copy`);
    await expect(server.restore("told")).rejects.toThrow(`${refused("told")}/body: is wrong.`);
    await expect(server.restore("routeless")).rejects.toThrow(
      `${refused("routeless")}it runs without --mock`,
    );
    const other = await MockServer.start({ url: server.url });
    await other.stop();
    expect((await server.client.getHealth()).status).toBe("ok");
    await server.stop();
    await server.stop();
    await expect(server.client.getHealth({ retries: 0 })).rejects.toMatchObject({
      name: "ConnectionFailedError",
      inDoubt: false,
    });
  });
  it.each<[string, readonly [string, ...string[]], string]>([
    ["is not there", ["no-such-program"], "no-such-program: there is no such program; pip install"],
    ["ends", [process.execPath, "-e", "process.exit(3)"], "ended with 3 before it told its address"],
    ["says nothing", [process.execPath, "-e", "setTimeout(() => {}, 60_000)"], "no address within 300 ms"],
  ])("is refused where the program %s", async (_, program, why) => {
    await expect(
      MockServer.start({ command: program, timeout: why.includes("within") ? 300 : 10_000 }),
    ).rejects.toThrow(why);
  });
});

describe("a server for a file of tests", () => {
  const server = serverFor({ beforeAll, beforeEach, afterAll }, { command });
  const paths = async () =>
    ((await server().journal()) as unknown as [string, string][]).map(([, path]) => path);
  it("is reset before each of them", async () => {
    expect(await paths()).toEqual(["/__mock/reset", "/__mock/journal"]);
  });
  it("is the same for all of them", async () => {
    expect((await paths()).filter((path) => path === "/__mock/reset").length).toBe(2);
  });
});
