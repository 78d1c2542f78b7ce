import { describe, expect, it } from "vitest";
import * as sdk from "../src/index.js";

// The same tables are in Python's tests/test_configuration.py.
describe("a base URL", () => {
  it.each([
    ["http://localhost:15002", "http://localhost:15002"],
    ["http://localhost:15002/", "http://localhost:15002"],
    ["https://example.org:443/a/b//", "https://example.org/a/b"],
    ["http://example.org:80", "http://example.org"],
    ["HTTP://Example.ORG/A", "http://example.org/A"],
    ["http://[::1]:1/x", "http://[::1]:1/x"],
    ["http://example.org/a%2Fb", "http://example.org/a%2Fb"],
    ['http://example.org/ü"<x>', "http://example.org/%C3%BC%22%3Cx%3E"],
    ["http://example.org/a;b=(1)@:~", "http://example.org/a;b=(1)@:~"],
    ["http://example.org./", "http://example.org."],
    ["http://example.org/.../.x", "http://example.org/.../.x"],
  ])("%s means %s", (given, meant) => {
    expect(new sdk.VectorizerClient(given).core.baseUrl).toBe(meant);
  });

  it.each([
    "localhost:15002",
    "example.org",
    "",
    " ",
    "file:///etc/passwd",
    "ftp://example.org",
    "http://",
    "http:///x",
    "http:example.org",
    "http:/example.org",
    "http://user:canary@example.org",
    "http://canary@example.org",
    "http://@example.org",
    "http://:@example.org",
    "http://example.org?a=canary",
    "http://example.org#canary",
    "http://example.org?",
    "http://example.org#",
    "http://example.org:99999",
    "http://example.org:x",
    "http://[::1",
    "http://[v1.x]",
    "http://exa mple.org",
    " http://example.org",
    "http://example.org ",
    "http://example.org/a b",
    "http://example.org/\n",
    "http://example.org/a\tb",
    "http://example.org/\u200bx",
    "http://example.org\r\nX: canary",
    "http://example.org/../x",
    "http://example.org/./x",
    "http://example.org/..",
    "http://example.org/%2e%2E/x",
    "http://example.org/a/.%2e",
    "http://example.org\\x",
    "http://exa%6dple.org",
    'http://exa"mple.org',
    "http://{host}",
    "http://a|b",
    "http://a<b",
    "http://a^b",
    "http://a`b",
    "http://a..b",
    "http://.example.org",
    `http://${"a".repeat(64)}.org`,
  ])("%j is refused, and not shown", (wrong) => {
    const make = () => new sdk.VectorizerClient(wrong);
    expect(make).toThrow(sdk.ConfigurationError);
    expect(make).not.toThrow("canary");
  });
});
