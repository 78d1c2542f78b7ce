/** A later time than timers can hold fires at once, so it is no timer at all. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * A span of time that ends early when its parent does: one for a call, one inside it for each attempt.
 *
 * `signal` goes to fetch; `race` makes anything else end with it, so that cancelling takes effect at once
 * even where the injected fetch ignores signals.
 */
export class Scope {
  readonly signal: AbortSignal;
  readonly #controller = new AbortController();
  readonly #aborted: Promise<never>;
  readonly #close: () => void;
  readonly #onTime: () => unknown;
  readonly #milliseconds: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #end = Number.POSITIVE_INFINITY;

  constructor(parent: AbortSignal | undefined, milliseconds: number, onTime: () => unknown) {
    this.signal = this.#controller.signal;
    this.#milliseconds = milliseconds;
    this.#onTime = onTime;
    const cancel = () => this.#controller.abort(parent?.reason);
    this.#close = () => parent?.removeEventListener("abort", cancel);
    this.#aborted = new Promise((_, reject) => {
      this.signal.addEventListener("abort", () => reject(this.signal.reason), { once: true });
    });
    this.#aborted.catch(() => {});
    parent?.addEventListener("abort", cancel);
    if (parent?.aborted) cancel();
    else this.touch();
  }

  /** Starts the time anew. */
  touch(): void {
    clearTimeout(this.#timer);
    if (this.#milliseconds <= LONGEST_TIMER) {
      this.#end = performance.now() + this.#milliseconds;
      this.#timer = setTimeout(() => this.abort(this.#onTime()), this.#milliseconds);
    }
  }

  /** Milliseconds that are left. */
  get remaining(): number {
    return this.#end - performance.now();
  }

  /** What `promise` gives, or this scope's reason as soon as it ends. */
  race<T>(promise: Promise<T>): Promise<T> {
    return Promise.race([this.#aborted, promise]);
  }

  async sleep(milliseconds: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      await this.race(
        new Promise<void>((resolve) => {
          timer = setTimeout(resolve, milliseconds);
        }),
      );
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends it with a reason; what still runs under its signal stops. */
  abort(reason: unknown): void {
    this.#controller.abort(reason);
    this.close();
  }

  /** Lets go of the timer and of the parent. */
  close(): void {
    clearTimeout(this.#timer);
    this.#close();
  }
}
