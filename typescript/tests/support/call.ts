import * as sdk from "../../src/index.js";
import { type Reply, type Script, scripted, WRITTEN } from "./fetch.js";

export const BASE = "http://localhost:15002";
export const written: Reply = { json: WRITTEN };

export function client(script: Script[], options: sdk.ClientOptions = {}, info?: Reply) {
  const { fetch, sent, handshakes } = scripted(script, info);
  return { client: new sdk.VectorizerClient(BASE, { fetch, ...options }), sent, handshakes };
}

export const REPORT = {
  collection: "c",
  count: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  failed: 0,
  aborted: 0,
  errors: [],
  atomic: false,
  results: [{ index: 0, id: "a", status: "updated" }],
};
