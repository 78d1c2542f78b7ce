import { finish, type HasCore, perform } from "./call.js";
import { draft, segment, type Values } from "./draft.js";
import { isDate, isIllFormed, isIterable, refuse, type Writer } from "./encode.js";
import { isObject, mustBe, ResponseError } from "./errors.js";
import { write as exact, spelled } from "./exact.js";
import { failed } from "./exchange.js";
import type { KeyedOptions, Operation } from "./operation.js";
import type { Fetch } from "./options.js";
import { deep, items, marked, plain, type QueryWriter, scalar, spread } from "./query.js";
import type { Scope } from "./scope.js";

/** Bytes of a file; a `File` has a name and a type too. */
export type FileInput = Blob | ArrayBuffer | ArrayBufferView;

/** A body as fetch takes it, and its type. */
type Content = readonly [body: string | Blob, type: string];

/** An operation with cookies, or a body or an answer that is no JSON. */
export interface Special<T> extends Operation<T> {
  /** The cookie that an argument goes into, and how its value is written. */
  readonly cookies?: Readonly<Record<string, readonly [name: string, write: QueryWriter]>>;
  /** How an argument stands in the path, where it is more than one text between two slashes. */
  readonly styles?: Readonly<Record<string, PathStyle>>;
  /** How the body is written, from its fields by wire name. */
  readonly content?: (fields: Values, type: string, partTypes: Readonly<Record<string, string>>) => Content;
  /** The body's type, when it is not JSON. */
  readonly type?: string;
  /** The types that are stated for parts of a multipart body. */
  readonly partTypes?: Readonly<Record<string, string>>;
  /** Redirects that are answers: they are not followed. */
  readonly redirects?: readonly number[];
  /** Whether the body is one argument. */
  readonly isWhole?: true;
}

/** The style of a path parameter: its name, what it is written as, and whether what it holds is apart. */
type PathStyle = readonly [name: string, style: "simple" | "label" | "matrix", isExploded?: boolean];

/** A path parameter as its style has it: `a,b`, `.a.b` or `;name=a;name=b`; percent-encoded. */
function styled(value: unknown, at: string, [name, style, isExploded = false]: PathStyle): string {
  const all = items(value, at, isExploded, inSegment);
  if (style === "matrix" && isExploded)
    return all
      .map((item) => (isObject(value) && !isIterable(value) ? `;${item}` : `;${name}=${item}`))
      .join("");
  if (style === "matrix") return `;${name}=${all}`;
  const made = style === "label" ? `.${all.join(isExploded ? "." : ",")}` : `${all}`;
  return /^\.{0,2}$/.test(made) ? refuse(at, `must be a path segment, got ${JSON.stringify(made)}`) : made;
}

/** One value in a path parameter that holds several. */
const inSegment = (value: unknown, at: string): string => {
  const text = scalar(value, at);
  return /^\.{0,2}$/.test(text) ? text : segment(text, at);
};

/** A member of a body that is no JSON: it is written when the whole is. */
export const kept: Writer = () => "";

/** A cookie's value: it is no part of the query. */
export const cookie: QueryWriter = () => [];

/** One call of an operation that does more than JSON over HTTP. */
export async function send<T>(
  client: HasCore,
  operation: Special<T>,
  positional: Values,
  options: KeyedOptions = {},
): Promise<T> {
  const { content, cookies = {}, isWhole, redirects, styles = {}, type = "", partTypes = {} } = operation;
  // What has a style is written into the path once that is there.
  const marks = Object.fromEntries(Object.keys(styles).map((key) => [key, `~${key}~`]));
  const made = draft(operation, { ...positional, ...marks }, options);
  const path = Object.entries(styles).reduce(
    (before, [key, style]) => before.replace(`~${key}~`, () => styled(positional[key], key, style)),
    made.path,
  );
  const request = { ...made, path };
  // Not what every object inherits: a member may be called `constructor`.
  const values: Values = { __proto__: null, ...made.values };
  let { body } = request;
  // A body that must be there may have no members.
  let fields: Values | undefined = operation.body && !isWhole ? {} : undefined;
  for (const [key, write] of Object.entries(operation.body ?? {})) {
    const value = values[key];
    if (isWhole) body = value === undefined || content ? undefined : write(value, key);
    if (value === undefined) continue;
    if (isWhole && type.startsWith("multipart/") && !isObject(value)) mustBe(key, "an object", value);
    fields = isWhole && isFields(operation) ? (value as Values) : { ...fields, [write.as ?? key]: value };
  }
  const sent = content && fields && content(given(fields), type, partTypes);
  const jar = Object.entries(cookies).flatMap(([key, [name, write]]) =>
    values[key] === undefined ? [] : write(values[key], key, name),
  );
  const { core } = client;
  const { fetch: ask = globalThis.fetch } = core.settings;
  let moved: { status?: number } = {};
  const fetch: Fetch = async (url, init) => {
    const headers = {
      ...(init.headers as Record<string, string>),
      ...(jar.length && { cookie: jar.join("; ") }),
    };
    const answer = await ask(url, { ...init, headers, ...(sent && { body: sent[0] }) });
    const { status } = answer ?? {};
    moved = redirects?.includes(status) ? { status } : {};
    return moved.status ? new Response(null, { headers: answer.headers }) : answer;
  };
  const response = await perform(
    { ...core, settings: { ...core.settings, fetch } },
    operation,
    // What people are shown of a request has the body's type in its place.
    content
      ? { ...request, ...(sent ? { body: `<${type}>`, type: sent[1] } : { body: undefined }) }
      : { ...request, body, type: type || undefined },
    options,
  );
  return finish(client, { ...response, ...moved });
}

const isFields = ({ type = "" }: Special<unknown>): boolean => /^multipart\/|form-urlencoded/.test(type);

const given = (fields: Values): Values =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** A form; objects in it are written member by member, and lists as their style says: with a mark, or item by item. */
export const form = (
  fields: Values,
  type: string,
  styles: Readonly<Record<string, string>> = {},
): Content => [
  Object.entries(fields)
    .flatMap(([name, value]) => {
      const key = encodeURIComponent(name).replaceAll("%5B", "[").replaceAll("%5D", "]");
      const style = styles[name];
      const isMembers = isObject(value) && !isIterable(value);
      if (style === "json") return [`${key}=${encodeURIComponent(exact(value, name))}`];
      if (style === "spread") return (isMembers ? spread : plain)(value, name, key);
      if (style && style !== "deepObject") return marked(style)(value, name, key);
      return style || isMembers ? deep(value, name, key) : plain(value, name, key);
    })
    .join("&"),
  type,
];

/** Text as it is. */
export const text = (fields: Values, type: string): Content => {
  const [[at, value] = ["body", undefined]] = Object.entries(fields);
  if (typeof value !== "string") mustBe(at, "a string", value);
  if (isIllFormed(value)) refuse(at, "must not contain a lone surrogate");
  return [value, `${type}; charset=utf-8`];
};

/** Values as lines of JSON. */
export const lines = (fields: Values, type: string): Content => {
  const [[at, value] = ["records", undefined]] = Object.entries(fields);
  if (!isIterable(value)) mustBe(at, "a list", value);
  return [Array.from(value, (item, index) => `${exact(item, `${at}[${index}]`)}\n`).join(""), type];
};

/** Bytes as they are. */
export const bytes = (fields: Values, type: string): Content => {
  const [[at, value] = ["body", undefined]] = Object.entries(fields);
  return [isFile(value) ? new Blob([value as BlobPart]) : mustBe(at, "bytes", value), type];
};

const isFile = (value: unknown): value is FileInput =>
  value instanceof Blob || value instanceof ArrayBuffer || ArrayBuffer.isView(value);

/** Parts: files, texts, and JSON of what is neither; a list is a part for each item. */
export const multipart = (
  fields: Values,
  type: string,
  partTypes: Readonly<Record<string, string>>,
): Content => {
  const boundary = [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(16)).join("-");
  const parts: BlobPart[] = [];
  for (const [name, value] of Object.entries(fields)) {
    const stated = /^[^*,]+$/.exec(partTypes[name] ?? "")?.[0];
    for (const item of isIterable(value) && !isFile(value) ? value : [value]) {
      const [filename, kind, data] = part(name, item, stated);
      parts.push(
        `--${boundary}\r\ncontent-disposition: form-data; name="${quoted(name)}"`,
        filename && `; filename="${quoted(filename)}"`,
        kind && `\r\ncontent-type: ${kind}`,
        "\r\n\r\n",
        data,
        "\r\n",
      );
    }
  }
  return [new Blob([...parts, `--${boundary}--\r\n`]), `${type}; boundary=${boundary}`];
};

/** The end of a media type of JSON, with its parameters. */
const JSON_TYPE = /[/+-]json(-[\d.]+)? *(;|$)/i;

/** A part's file name, its type and its data. */
function part(name: string, value: unknown, stated = ""): [filename: string, type: string, data: BlobPart] {
  if (isFile(value)) {
    const { name: own, type } = value as Partial<File>;
    return [own ?? name, stated || type || "application/octet-stream", value as BlobPart];
  }
  if ((isObject(value) && !isDate(value)) || JSON_TYPE.test(stated))
    return ["", stated || "application/json", exact(value, name)];
  return ["", stated, scalar(spelled(value, name), name)];
}

/** As browsers write names in a part's head. */
const quoted = (text: string): string =>
  text.replaceAll('"', "%22").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

/** Reads an answer as bytes; nothing where it has no content. */
export async function readBytes(
  response: Response,
  limit: number,
  scope: Scope,
): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = response.body?.getReader();
  try {
    while (reader) {
      const { done, value } = await failed(scope, () => reader.read());
      scope.touch();
      if (done) break;
      chunks.push(value);
      length += value.length;
      if (length > limit) throw new ResponseError(`the answer is longer than ${limit} bytes`, scope.context);
    }
  } finally {
    reader?.cancel().catch(() => {});
  }
  scope.close();
  if (response.status === 204) return undefined;
  return new Uint8Array(await new Blob(chunks as BlobPart[]).arrayBuffer());
}

/** Reads an answer as text, in the charset that it names, else UTF-8. */
export async function readText(response: Response, limit: number, scope: Scope): Promise<string | undefined> {
  const content = await readBytes(response, limit, scope);
  const charset = /charset="?([\w.:-]+)/i.exec(response.headers.get("content-type") ?? "")?.[1];
  try {
    return content && new TextDecoder(charset ?? "utf-8", { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    throw new ResponseError("the answer is not text in the charset that it names", scope.context);
  }
}
