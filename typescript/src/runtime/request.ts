/** Headers that never hold a secret; every other value is hidden in what people read. */
const SHOWN =
  /^(accept|content-type|idempotency-key|x-request-id|x-retry-count|if-match|if-none-match|traceparent)$/i;

const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** A request as it is sent. */
export class SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string | undefined;

  constructor(method: string, url: string, headers: Headers, body: string | undefined) {
    this.method = method;
    this.url = url;
    this.headers = headers;
    this.body = body;
  }

  /** As a curl command without secrets. */
  asCurl(): string {
    const words = ["curl", "-X", this.method, quote(this.url)];
    this.headers.forEach((value, name) => {
      words.push("-H", quote(`${name}: ${SHOWN.test(name) ? value : "***"}`));
    });
    if (this.body !== undefined) words.push("--data-raw", quote(this.body));
    return words.join(" ");
  }
}
