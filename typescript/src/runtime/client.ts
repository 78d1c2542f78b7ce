import { type Draft, draft, named, type Values } from "./draft.js";
import type { CallOptions, Operation } from "./operation.js";
import { baseOf, type ClientOptions, checkedHeaders, type Settings, settings } from "./options.js";
import { perform } from "./perform.js";
import type { RawResponse } from "./reply.js";
import { info, newShared, type ServerInfo, type Shared, takesBase64 } from "./shared.js";

const HANDSHAKE = { retries: 0, timeout: 5_000 };

/** What every operation runs on: an address and settings. */
export class Client {
  readonly #baseUrl: string;
  // Private: neither inspect nor JSON.stringify shows the key or the headers.
  readonly #settings: Settings;
  #shared: Shared = newShared();
  #raw = false;

  /** Connects to nothing yet. `baseUrl` may have a path prefix; it must have no query and no user name. */
  constructor(baseUrl: string, options: ClientOptions = {}) {
    this.#settings = settings(options);
    const { apiKey, headers, logger = console } = this.#settings;
    this.#baseUrl = baseOf(baseUrl, apiKey, (message) => logger.warn(message));
    checkedHeaders(apiKey, headers);
  }

  /** A client with other settings; it shares the retry allowance and what is known of the server. */
  withOptions(options: ClientOptions): this {
    const headers = { ...this.#settings.headers, ...options.headers };
    const Class = this.constructor as new (baseUrl: string, options: ClientOptions) => this;
    const client = new Class(this.#baseUrl, { ...this.#settings, ...options, headers });
    client.#shared = this.#shared;
    client.#raw = this.#raw;
    return client;
  }

  /** This client with calls that give a RawResponse. */
  protected raw(): this {
    const client = this.withOptions({});
    client.#raw = true;
    return client;
  }

  /** @internal What a call gives: the data, or all of it in raw mode. */
  finish<T>(response: RawResponse<T>): T {
    return this.#raw ? (response as T) : response.data;
  }

  /** @internal One call of one operation. */
  async call<T>(operation: Operation<T>, positional?: Values, options?: CallOptions): Promise<T> {
    return this.finish(await this.execute(operation, positional, options));
  }

  /** @internal One call of one operation, with what came around its answer. */
  async execute<T>(
    operation: Operation<T>,
    positional: Values = {},
    options: CallOptions = {},
  ): Promise<RawResponse<T>> {
    const values = named(operation, positional, options as Values);
    return this.request(operation, values, draft(operation, values), options);
  }

  /** @internal A call whose request is drafted already. */
  request<T>(
    operation: Operation<T>,
    values: Values,
    what: Draft,
    options: CallOptions,
  ): Promise<RawResponse<T>> {
    return perform(
      { baseUrl: this.#baseUrl, settings: this.#settings, shared: this.#shared, info: () => this.info() },
      operation,
      values,
      what,
      options ?? {},
    );
  }

  /** @internal Whether the server takes vectors as base64. */
  async base64(): Promise<boolean> {
    return takesBase64(await this.info());
  }

  /** @internal What `/info` says, read once; undefined while the server does not give it. */
  info(): Promise<ServerInfo | undefined> {
    return info(this.#shared, async (operation) => (await this.execute(operation, {}, HANDSHAKE)).data);
  }
}

/** A client for the free functions: `updateVector(client, …)`. A bundle then holds only the operations it calls. */
export const createClient = (baseUrl: string, options?: ClientOptions): Client =>
  new Client(baseUrl, options);
