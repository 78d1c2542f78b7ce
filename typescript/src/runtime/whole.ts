import { finish, type HasCore, perform } from "./call.js";
import { draft, type Values } from "./draft.js";
import type { KeyedOptions, Operation } from "./operation.js";

/** One call whose body is one argument, and not an object of several. */
export async function whole<T>(
  client: HasCore,
  operation: Operation<T>,
  positional: Values,
  options: KeyedOptions = {},
): Promise<T> {
  const request = draft(operation, positional, options);
  let body: string | undefined;
  for (const [name, write] of Object.entries(operation.body ?? {})) {
    const value = request.values[name];
    if (value !== undefined) body = write(value, name);
  }
  return finish(client, await perform(client.core, operation, { ...request, body }, options));
}
