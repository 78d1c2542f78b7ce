import { execute } from "./call.js";
import type { Client } from "./client.js";
import type { Values } from "./draft.js";
import type { CallOptions, Operation } from "./operation.js";

/** The records of an NDJSON answer as they come; nothing is sent before the first is asked for. */
export async function* stream<T>(
  client: Client,
  operation: Operation<T>,
  positional: Values,
  options?: CallOptions,
): AsyncGenerator<T, void, void> {
  const { data } = await execute(client, operation, positional, options);
  yield* data as unknown as AsyncGenerator<T, void, void>;
}

/** The records of a call that gives them when it is made: it is made when the first is asked for. */
export async function* records<T>(call: () => Promise<T>): AsyncGenerator<T, void, void> {
  yield* (await call()) as unknown as AsyncGenerator<T, void, void>;
}
