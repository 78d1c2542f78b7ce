import type { Operation } from "./operation.js";
import { open } from "./read.js";
import { type Bucket, newBucket } from "./retry.js";

/** The little of `/info` that the runtime acts on. */
export interface ServerInfo {
  name?: unknown;
  version?: unknown;
  spec_version?: unknown;
  vector_formats?: unknown;
}

/** What a client and those made from it have in common: one allowance, one handshake. */
export interface Shared {
  readonly bucket: Bucket;
  info?: Promise<ServerInfo | undefined>;
  /** When a handshake that failed may be tried again. */
  again: number;
}

export const newShared = (): Shared => ({ bucket: newBucket(), again: 0 });

/** The handshake takes what it gets: a server that says less is one without extras. */
const HANDSHAKE: Operation<ServerInfo> = {
  id: "getInfo",
  method: "GET",
  path: "/info",
  ok: [200],
  read: open,
};
const PATIENCE_MS = 60_000;

/** `/info`, read once for all calls; undefined while the server does not give it. */
export function info(
  shared: Shared,
  read: (operation: Operation<ServerInfo>) => Promise<ServerInfo>,
): Promise<ServerInfo | undefined> {
  if (!shared.info || performance.now() > shared.again) {
    shared.again = Number.POSITIVE_INFINITY;
    shared.info = read(HANDSHAKE).catch(() => {
      shared.again = performance.now() + PATIENCE_MS;
      return undefined;
    });
  }
  return shared.info;
}

export const takesBase64 = (info: ServerInfo | undefined): boolean =>
  Array.isArray(info?.vector_formats) && info.vector_formats.includes("base64");
