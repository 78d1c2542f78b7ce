import { pieces } from "./body.js";
import { type ErrorContext, ResponseError } from "./errors.js";
import type { Scope } from "./scope.js";

/** The lines of an NDJSON answer as they come, each at most `limit` bytes long. */
export async function* lines<T>(
  response: Response,
  limit: number,
  scope: Scope,
  context: ErrorContext,
  parse: (line: string) => T,
): AsyncGenerator<T, void, void> {
  let rest = "";
  try {
    for await (const piece of pieces(response, Number.POSITIVE_INFINITY, scope, context)) {
      const [first = "", ...more] = piece.split("\n");
      rest += first;
      if (rest.length > limit)
        throw new ResponseError(`a line of the answer is longer than ${limit} bytes`, context);
      for (const next of more) {
        if (rest.trim()) yield parse(rest);
        rest = next;
      }
    }
    if (rest.trim()) yield parse(rest);
  } finally {
    scope.close();
  }
}
