// What TypeScript says of a wrong call: the member that is wrong, not another way to make the call.

import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, it } from "vitest";

const FILE = fileURLToPath(new URL("types/messages.ts", import.meta.url));
const CONFIG = fileURLToPath(new URL("../tsconfig.json", import.meta.url));
const BEGIN = `import { search } from "../../src/functions.js";
import type { VectorizerClient } from "../../src/index.js";
declare const client: VectorizerClient;
`;
const CALLS = {
  'client.search("c", { query: "q", topk: 3 })': "'topk' does not exist in type",
  'client.search("c", { vector: [1, 0], topk: 3 })': "'topk' does not exist in type",
  'client.search("c", { topk: 3 })': "'topk' does not exist in type",
  'client.search("c", "q", { topk: 3 })': "'topk' does not exist in type",
  'client.search("c", { query: "q", filter: { a: { gte: 1 } } })': "'gte' does not exist in type",
  'client.search("c", { query: "q", filter: { $and: [{ a: { gte: 1 } }] } })': "'gte' does not exist in type",
  'client.search("c", "q", { filter: { a: { gte: 1 } } })': "'gte' does not exist in type",
  'client.search("c", { query: 3 })': "Types of property 'query' are incompatible",
  'client.search("c", { query: "q", limit: "3" })': "Types of property 'limit' are incompatible",
  'client.withRawResponse.search("c", { query: "q", topk: 3 })': "'topk' does not exist in type",
  'search(client, "c", { query: "q", topk: 3 })': "'topk' does not exist in type",
};

it("a wrong option or operator is named", { timeout: 120_000 }, () => {
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(CONFIG, ts.sys.readFile).config,
    ts.sys,
    ".",
  );
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  const text = BEGIN + Object.keys(CALLS).join(";\n");
  host.readFile = (name) => (name === FILE ? text : readFile.call(host, name));
  host.fileExists = (name) => name === FILE || fileExists.call(host, name);
  const program = ts.createProgram([FILE], options, host);
  const first = BEGIN.split("\n").length - 1;
  const said: string[] = [];
  for (const { file, start, messageText } of ts.getPreEmitDiagnostics(program, program.getSourceFile(FILE))) {
    const line = file?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0;
    said[line - first] = ts.flattenDiagnosticMessageText(messageText, "\n");
  }
  expect(said).toEqual(Object.values(CALLS).map((expected) => expect.stringContaining(expected)));
});
