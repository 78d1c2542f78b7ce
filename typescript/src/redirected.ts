import { type ErrorContext, RedirectError, ResponseError } from "./runtime/errors.js";
import { parsed } from "./runtime/options.js";

const MAX_HOPS = 3;

/** Where a redirect leads that is followed: one of a GET, inside its origin. */
export function redirected(
  { status, type, headers }: Response,
  method: string,
  url: string,
  hops: number,
  context: ErrorContext,
): string {
  const location = headers.get("location");
  // A browser's fetch hides that there is a redirect, and where it leads.
  if (!location && type !== "opaqueredirect")
    throw new ResponseError("a redirect without a Location", context);
  // Without a place it leads nowhere, and not back to where the call came from: "//" is no URL.
  const { href, origin = "nowhere" } = parsed(location || "//", url);
  if (!href || hops > MAX_HOPS || method !== "GET" || status < 307 || origin !== new URL(url).origin)
    throw new RedirectError(`a redirect to ${origin} is not followed`, context);
  return href;
}
