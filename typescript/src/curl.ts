import type { SentRequest } from "./runtime/request.js";

/** Headers that never hold a secret; every other value is hidden in what people read. */
const SHOWN =
  /^(accept|content-type|idempotency-key|x-request-id|x-retry-count|if-match|if-none-match|traceparent)$/;

const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** A request as a curl command without secrets. */
export const asCurl = ({ method, url, headers, body }: SentRequest): string =>
  [
    `curl -X ${method} ${quote(url)}`,
    ...Object.entries(headers).map(
      ([name, value]) => `-H ${quote(`${name}: ${SHOWN.test(name) ? value : "***"}`)}`,
    ),
    ...(body === undefined ? [] : [`--data-raw ${quote(body)}`]),
  ].join(" ");
