import assert from "node:assert/strict";
import test from "node:test";
import { ConnectionFailedError, VectorizerClient } from "../dist/index.js";

test("a client can be made, and every operation is a method of it", () => {
  const client = new VectorizerClient("http://127.0.0.1:9");
  const names = Object.getOwnPropertyNames(Object.getPrototypeOf(client));
  assert.ok(names.length > 2);
  assert.equal(typeof ConnectionFailedError, "function");
});
