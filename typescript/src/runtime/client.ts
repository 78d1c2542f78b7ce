import { BUDGET, DEFAULT_URL } from "../generated/policy.js";
import type { ServerInfo } from "./answer.js";
import { type Core, execute } from "./call.js";
import { host } from "./host.js";
import { type ClientOptions, checkedUrl, ownHeaders, settings, without } from "./options.js";
import { open } from "./read.js";

/** How long a handshake that failed is not tried again. */
const PATIENCE_MS = 60_000;

/** What every operation runs on: an address and settings. */
export class Client {
  // Private: neither inspect nor JSON.stringify shows the key or the headers.
  readonly #core: Core;

  /**
   * Connects to nothing yet. `baseUrl` may have a path prefix; it must have no query and no user name. What is not given is
   * taken from `VECTORIZER_URL` and `VECTORIZER_API_KEY`, where there is an environment.
   */
  constructor(baseUrl: string = host.env?.VECTORIZER_URL || DEFAULT_URL, options: ClientOptions = {}) {
    const checked = settings(options);
    let asked: Promise<{ data: ServerInfo }> | undefined;
    let again = 0;
    this.#core = {
      baseUrl: checkedUrl(baseUrl),
      settings: checked,
      headers: ownHeaders(checked),
      scrub: (text) => without(checked.apiKey, text),
      shared: { tokens: BUDGET },
      isRaw: false,
      async info() {
        const { shared } = this;
        if (!shared.info && performance.now() >= again) {
          // It takes what it gets: a server that says less is one without extras.
          const handshake = { id: "getInfo", route: "GET /info", read: open };
          const own = asked ?? execute({ core: this }, handshake, {}, { retries: 0, timeout: 5_000 });
          if (!host.isApart) asked = own;
          try {
            shared.info = (await own).data;
          } catch {
            again = performance.now() + PATIENCE_MS;
            asked = undefined;
          }
        }
        return shared.info;
      },
    };
    host.watch?.(this);
  }

  /** A client with other settings; it shares the retry allowance and what the server said of itself. */
  withOptions(options: ClientOptions): this {
    const { settings: own, baseUrl, shared, info, isRaw } = this.#core;
    const changed = settings(options, own);
    const client = new (this.constructor as new (baseUrl: string, options: ClientOptions) => this)(
      baseUrl,
      changed,
    );
    const { apiKey, fetch, headers } = options;
    // A question that failed, or is still open, stands for those who would ask it alike.
    Object.assign(client.#core, { shared, isRaw }, !(apiKey || fetch || headers) && { info });
    return client;
  }

  /** @internal */
  get core(): Core {
    return this.#core;
  }
}

/** A client for the free functions: `updateVector(client, …)`. A bundle then holds only the operations it calls. */
export const createClient = (baseUrl?: string, options?: ClientOptions): Client =>
  new Client(baseUrl, options);
