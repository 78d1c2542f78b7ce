import type { RawResponse } from "./answer.js";
import { type Core, perform, type ServerInfo, takesBase64 } from "./call.js";
import { type Draft, draft, type Values } from "./draft.js";
import type { KeyedOptions, Operation } from "./operation.js";
import { type ClientOptions, checkedUrl, ownHeaders, settings } from "./options.js";
import { open } from "./read.js";
import { CAPACITY } from "./retry.js";

/** The handshake takes what it gets: a server that says less is one without extras. */
const HANDSHAKE: Operation<ServerInfo> = { id: "getInfo", route: "GET /info", read: open };
const HANDSHAKE_OPTIONS = { retries: 0, timeout: 5_000 };
/** How long a handshake that failed is not tried again. */
const PATIENCE_MS = 60_000;

/** What every operation runs on: an address and settings. */
export class Client {
  // Private: neither inspect nor JSON.stringify shows the key or the headers.
  readonly #core: Core;
  #raw = false;

  /** Connects to nothing yet. `baseUrl` may have a path prefix; it must have no query and no user name. */
  constructor(baseUrl: string, options: ClientOptions = {}) {
    const checked = settings(options);
    let info: Promise<ServerInfo | undefined> | undefined;
    let again = 0;
    this.#core = {
      baseUrl: checkedUrl(baseUrl, checked),
      settings: checked,
      headers: ownHeaders(checked),
      bucket: { tokens: CAPACITY },
      info: () => {
        if (!info || performance.now() > again) {
          again = Number.POSITIVE_INFINITY;
          info = this.execute(HANDSHAKE, {}, HANDSHAKE_OPTIONS).then(
            ({ data }) => data,
            () => {
              again = performance.now() + PATIENCE_MS;
              return undefined;
            },
          );
        }
        return info;
      },
    };
  }

  /** A client with other settings; it shares the retry allowance and what is known of the server. */
  withOptions(options: ClientOptions): this {
    const { settings: own, baseUrl, bucket, info } = this.#core;
    const changed = settings({ ...options, headers: { ...own.headers, ...options.headers } }, own);
    const client = new (this.constructor as new (baseUrl: string, options: ClientOptions) => this)(
      baseUrl,
      changed,
    );
    Object.assign(client.#core, { bucket, info });
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
  async call<T>(operation: Operation<T>, positional?: Values, options?: KeyedOptions): Promise<T> {
    return this.finish(await this.execute(operation, positional, options));
  }

  /** @internal One call of one operation, with what came around its answer. */
  async execute<T>(
    operation: Operation<T>,
    positional?: Values,
    options?: KeyedOptions,
  ): Promise<RawResponse<T>> {
    return this.request(operation, draft(operation, positional, options), options);
  }

  /** @internal A call whose request is drafted already. */
  request<T>(operation: Operation<T>, what: Draft, options?: KeyedOptions): Promise<RawResponse<T>> {
    return perform(this.#core, operation, what, options ?? {});
  }

  /** @internal Whether the server takes vectors as base64. */
  async base64(): Promise<boolean> {
    return takesBase64(await this.#core.info());
  }
}

/** A client for the free functions: `updateVector(client, …)`. A bundle then holds only the operations it calls. */
export const createClient = (baseUrl: string, options?: ClientOptions): Client =>
  new Client(baseUrl, options);
