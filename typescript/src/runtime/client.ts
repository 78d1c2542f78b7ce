import type { ServerInfo } from "./answer.js";
import { type Core, execute } from "./call.js";
import { type ClientOptions, checkedUrl, ownHeaders, settings } from "./options.js";
import { any } from "./read.js";
import { CAPACITY } from "./retry.js";

/** How long a handshake that failed is not tried again. */
const PATIENCE_MS = 60_000;

/** What every operation runs on: an address and settings. */
export class Client {
  // Private: neither inspect nor JSON.stringify shows the key or the headers.
  readonly #core: Core;

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
      isRaw: false,
      info: async () => {
        if (!info || (again && performance.now() > again)) {
          again = 0;
          // It takes what it gets: a server that says less is one without extras.
          const handshake = { id: "getInfo", route: "GET /info", read: any };
          const asked = execute(this, handshake, {}, { retries: 0, timeout: 5_000 }).then(
            ({ data }) => data as ServerInfo,
            () => {
              again = performance.now() + PATIENCE_MS;
              return undefined;
            },
          );
          // In Workers, what one request waits for may never come to another one that waits for it too.
          if (globalThis.navigator?.userAgent === "Cloudflare-Workers") await asked;
          info = asked;
        }
        return info;
      },
    };
  }

  /** A client with other settings; it shares the retry allowance and what is known of the server. */
  withOptions(options: ClientOptions): this {
    const { settings: own, baseUrl, bucket, info, isRaw } = this.#core;
    const changed = settings({ ...options, headers: { ...own.headers, ...options.headers } }, own);
    const client = new (this.constructor as new (baseUrl: string, options: ClientOptions) => this)(
      baseUrl,
      changed,
    );
    Object.assign(client.#core, { bucket, info, isRaw });
    return client;
  }

  /** This client with calls that give a RawResponse. */
  protected raw(): this {
    const client = this.withOptions({});
    client.#core.isRaw = true;
    return client;
  }

  /** @internal */
  get core(): Core {
    return this.#core;
  }
}

/** A client for the free functions: `updateVector(client, …)`. A bundle then holds only the operations it calls. */
export const createClient = (baseUrl: string, options?: ClientOptions): Client =>
  new Client(baseUrl, options);
