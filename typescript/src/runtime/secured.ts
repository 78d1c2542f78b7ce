import type { HasCore } from "./call.js";
import { ConfigurationError, isObject } from "./errors.js";
import type { Operation, Scheme } from "./operation.js";
import { type Fetch, without } from "./options.js";

/** A user and a password, or a key. */
export type Credential = string | readonly [user: string, password: string];

/** A fetch with hooks that must not see what is added to each request. */
export interface Behind {
  /** The same hooks around another fetch. */
  behind(add: (send: Fetch) => Fetch): Fetch;
}

/** The client at the server that an operation has for itself: an address, or a path in place of that of the client's. */
export function at<C extends HasCore>({ core }: C, server: string): C {
  const baseUrl = server.startsWith("/") ? new URL(core.baseUrl).origin + server.replace(/\/$/, "") : server;
  return { core: { ...core, baseUrl } } as unknown as C;
}

/** The client with the credentials that an operation takes: those of the first alternative that it has all of. */
export function secured<C extends HasCore>(client: C, { auth = [] }: Operation<unknown>): C {
  const { core } = client;
  const { settings } = core;
  const apiKey: unknown = settings.apiKey;
  const isByScheme = isObject(apiKey) && !Array.isArray(apiKey);
  const given = (name: string, scheme: Scheme): unknown =>
    isByScheme ? (apiKey as Record<string, unknown>)[name] : scheme.isDefault && apiKey;
  const chosen = auth.find((one) => Object.entries(one).every(([name, scheme]) => given(name, scheme)));
  const has = isByScheme && Object.keys(apiKey).join(", ");
  // Whoever gave credentials did not choose that an operation of other schemes goes without.
  if (apiKey && has !== "" && !chosen && auth.length) {
    const wanted = auth.map((one) => Object.keys(one).join(" and ")).join(" or ");
    throw new ConfigurationError(
      has
        ? `apiKey has ${has}, and this operation wants ${wanted}`
        : `apiKey is for another scheme, and this operation wants ${wanted}: give an object of schemes and credentials`,
    );
  }
  const all = Object.entries(chosen ?? {}).map(
    ([name, scheme]) => [scheme, checked(given(name, scheme), name, scheme)] as const,
  );
  if (!all.length) return client;
  const { fetch: own = globalThis.fetch } = settings;
  const adding =
    (send: Fetch): Fetch =>
    (url, init) => {
      const headers = { ...(init.headers as Record<string, string>) };
      let address = url;
      for (const [{ place, name, prefix = "", isBasic }, value] of all) {
        if (place === "query")
          address += `${address.includes("?") ? "&" : "?"}${name}=${encodeURIComponent(value)}`;
        else if (place === "cookie")
          headers.cookie = `${headers.cookie ? `${headers.cookie}; ` : ""}${name}=${value}`;
        else headers[name] = prefix + (isBasic ? base64(value) : value);
      }
      return send(address, { ...init, headers });
    };
  const fetch = (own as Partial<Behind>).behind?.(adding) ?? adding(own);
  const secrets = all.flatMap(([{ isBasic }, value]) => [
    value,
    encodeURIComponent(value),
    ...(isBasic ? [base64(value), value.slice(value.indexOf(":") + 1)] : []),
  ]);
  const scrub = (text: string) => secrets.reduce((rest, secret) => without(secret, rest), text);
  return { core: { ...core, settings: { ...settings, fetch }, scrub } } as unknown as C;
}

function checked(value: unknown, name: string, { isBasic, place }: Scheme): string {
  const text = Array.isArray(value) ? value.join(":") : value;
  if (
    typeof text !== "string" ||
    !/^[^\p{Cc}]+$/u.test(text) ||
    (!isBasic && !/^[!-~\x80-\xff]+( [!-~\x80-\xff]+)*$/.test(text))
  )
    throw new ConfigurationError(`apiKey for ${name} must be text that can be sent`);
  if (place === "cookie" && text.includes(";"))
    throw new ConfigurationError(`apiKey for ${name} must not hold ";", which ends a cookie`);
  if (isBasic && (!text.includes(":") || (Array.isArray(value) && `${value[0]}`.includes(":"))))
    throw new ConfigurationError(`apiKey for ${name} must be a user and a password`);
  return text;
}

const base64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
