// A server for tests of programs that use this client; for Node, with any test runner.
import { type ChildProcess, spawn } from "node:child_process";
import { type ClientOptions, VectorizerClient } from "./index.js";

/** Where the server of tests comes from. */
export interface MockServerOptions {
  /** The program to start and its arguments; it prints its address. Default: `vectorizer-mock` on a free port. */
  command?: readonly [string, ...string[]] | undefined;
  /** The address of a server that runs already, with `--mock`; nothing is started then. */
  url?: string | undefined;
  /** How long to wait for the address in milliseconds, default 10,000. */
  timeout?: number | undefined;
  /** Settings of `client`; a server with keys needs one that may write. */
  client?: ClientOptions | undefined;
}

/** What a test runner offers to call before and after tests. */
export interface Hooks {
  beforeAll(action: () => Promise<void>): unknown;
  beforeEach(action: () => Promise<void>): unknown;
  afterAll(action: () => Promise<void>): unknown;
}

const COMMAND = ["vectorizer-mock", "serve", "--mock", "--port", "0", "--log-level", "error"] as const;
const INSTALL = "pip install the server, or name another program in `command`";
const PATIENCE_MS = 10_000;

/** A server that forgets, misbehaves and remembers what it was asked, as tests tell it to. */
export class MockServer implements AsyncDisposable {
  readonly #child: ChildProcess | undefined;
  readonly #headers: HeadersInit;
  /** A client of it. */
  readonly client: VectorizerClient;

  private constructor(
    /** Its address, for a program that makes its own client. */
    readonly url: string,
    { apiKey, ...options }: ClientOptions,
    child?: ChildProcess,
  ) {
    this.#child = child;
    this.#headers = apiKey ? { authorization: `Bearer ${apiKey}` } : {};
    this.client = new VectorizerClient(url, { apiKey: apiKey ?? null, ...options });
  }

  /** Starts a server, or takes one that runs. Rejects where none tells its address in time. */
  static async start(options: MockServerOptions = {}): Promise<MockServer> {
    const { url, command = COMMAND, timeout = PATIENCE_MS, client = {} } = options;
    if (url !== undefined) return new MockServer(url, client);
    const [program, ...words] = command;
    const child = spawn(program, words, { stdio: ["ignore", "pipe", "inherit"] });
    const end = () => child.kill();
    process.once("exit", end);
    child.once("exit", () => process.removeListener("exit", end));
    try {
      return new MockServer(await addressOf(child, command.join(" "), timeout), client, child);
    } catch (error) {
      child.kill();
      throw error;
    }
  }

  /** Stops what was started; a server that ran before goes on. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill();
    const timer = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
    await ended;
    clearTimeout(timer);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** Empties it: collections, keys, faults and the journal; the clock goes as at the start. */
  async reset(): Promise<void> {
    await this.#ask("POST", "reset");
  }

  /** Adds collections with vectors: `{collections: [{name, dimension?, vectors?: [{id?, text?, vector?, metadata?}]}]}`. */
  async seed(document: object): Promise<void> {
    await this.#ask("POST", "seed", document);
  }

  /** Sets a fault, such as `{operation: "updateVector", status: 503, times: 1}`, and gives its id. */
  async fault(fault: object): Promise<string> {
    return ((await this.#ask("POST", "faults", fault)) as { id: string }).id;
  }

  /** Takes one fault away, or all of them. */
  async clearFaults(id?: string): Promise<void> {
    await this.#ask("DELETE", id === undefined ? "faults" : `faults/${encodeURIComponent(id)}`);
  }

  /** The last requests and their answers, oldest first: those that have all that is wanted, such as `{operation, status}`. */
  async journal(wanted: Record<string, unknown> = {}): Promise<Record<string, unknown>[]> {
    const text = (value: unknown) => (typeof value === "object" ? JSON.stringify(value) : `${value}`);
    const query = new URLSearchParams(Object.entries(wanted).map(([name, value]) => [name, text(value)]));
    return ((await this.#ask("GET", `journal?${query}`)) as { entries: Record<string, unknown>[] }).entries;
  }

  /** Moves its time: `set` to an instant, `advance` by seconds, `stopped` or not. */
  async moveClock(change: { set?: string; advance?: number; stopped?: boolean }): Promise<void> {
    await this.#ask("POST", "clock", change);
  }

  /** Keeps a copy of everything that is in it now. */
  async save(name: string): Promise<void> {
    await this.#ask("PUT", `snapshots/${encodeURIComponent(name)}`);
  }

  /** Is as when the copy of this name was made. */
  async restore(name: string): Promise<void> {
    await this.#ask("POST", `snapshots/${encodeURIComponent(name)}`);
  }

  async #ask(method: string, what: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.url}/__mock/${what}`, {
      method,
      headers: { ...this.#headers, ...(body && { "content-type": "application/json" }) },
      body: body ? JSON.stringify(body) : null,
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`the server refuses ${method} /__mock/${what}: ${reason(text)}`);
    return text && JSON.parse(text);
  }
}

/** Why it refuses: what its problem says, or all that it wrote. */
function reason(text: string): string {
  try {
    const { code, detail } = JSON.parse(text) as { code?: string; detail?: string };
    return code === "route-not-found" ? "it runs without --mock" : (detail ?? text);
  } catch {
    return text;
  }
}

/**
 * A server for all tests of a file, which every test finds empty.
 *
 * @example
 * ```ts
 * const server = serverFor({ beforeAll, beforeEach, afterAll });
 * test("…", async () => { await server().client.createCollection("notes"); });
 * ```
 */
export function serverFor(hooks: Hooks, options?: MockServerOptions): () => MockServer {
  let server: MockServer | undefined;
  hooks.beforeAll(async () => {
    server = await MockServer.start(options);
  });
  hooks.beforeEach(async () => {
    await server?.reset();
  });
  hooks.afterAll(async () => {
    await server?.stop();
  });
  return () => {
    if (!server) throw new Error("the server is there inside of tests only");
    return server;
  };
}

/** The address that a program prints. */
function addressOf(child: ChildProcess, command: string, timeout: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      clearTimeout(timer);
      reject(new Error(`${command}: ${why}`));
    };
    const timer = setTimeout(() => fail(`no address within ${timeout} ms`), timeout);
    const done = (address: string) => {
      clearTimeout(timer);
      resolve(address);
    };
    let said = "";
    child.stdout?.on("data", (piece: Buffer) => {
      said += piece;
      const [address] = /https?:\/\/[^\s/]+(?=[\s/])/.exec(said) ?? [];
      if (address) done(address);
    });
    child.once("error", (error: NodeJS.ErrnoException) =>
      fail(error.code === "ENOENT" ? `there is no such program; ${INSTALL}` : error.message),
    );
    child.once("exit", (code) => fail(`ended with ${code} before it told its address`));
  });
}
