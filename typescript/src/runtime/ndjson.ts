import { pieces } from "./body.js";
import { ResponseError } from "./errors.js";
import type { Scope } from "./scope.js";

/** The lines of an NDJSON answer as they come, each at most `limit` characters long. */
export async function* lines<T>(
  response: Response,
  limit: number,
  scope: Scope,
  parse: (line: string) => T,
): AsyncGenerator<T, void, void> {
  let rest = "";
  try {
    for await (const piece of pieces(response, Number.POSITIVE_INFINITY, scope)) {
      const [first = "", ...more] = piece.split("\n");
      rest += first;
      if (rest.length > limit)
        throw new ResponseError(`the answer is longer than ${limit} bytes`, scope.context);
      for (const line of more) {
        if (rest.trim()) yield parse(rest);
        rest = line;
      }
    }
    if (rest.trim()) yield parse(rest);
  } finally {
    scope.close();
  }
}
