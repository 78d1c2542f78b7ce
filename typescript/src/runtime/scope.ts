/** A later time than timers can hold would fire at once, so it is no timer at all. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * A span of time that ends early when its parent does: one for a call, one inside it for each attempt.
 *
 * `signal` goes to fetch; `race` makes anything else end with it, so that cancelling takes effect at once
 * even where the injected fetch ignores signals.
 */
export class Scope {
  readonly #controller = new AbortController();
  readonly signal = this.#controller.signal;
  readonly #ended: Promise<never>;
  readonly #milliseconds: number;
  readonly #late: () => unknown;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #due = Number.POSITIVE_INFINITY;

  constructor(parent: AbortSignal | undefined, milliseconds: number, late: () => unknown) {
    const { signal } = this;
    this.#milliseconds = milliseconds;
    this.#late = late;
    this.#ended = new Promise((_, reject) => {
      signal.addEventListener("abort", () => {
        clearTimeout(this.#timer);
        reject(signal.reason);
      });
    });
    this.#ended.catch(() => {});
    // Its own end takes the listener away again: a signal that outlives many calls does not collect them.
    parent?.addEventListener("abort", () => this.end(parent.reason), { signal });
    if (parent?.aborted) this.end(parent.reason);
    else this.touch();
  }

  /** Starts the time anew. */
  touch(): void {
    clearTimeout(this.#timer);
    if (this.#milliseconds > LONGEST_TIMER || this.signal.aborted) return;
    this.#due = performance.now() + this.#milliseconds;
    this.#timer = setTimeout(() => this.end(this.#late()), this.#milliseconds);
  }

  /** Milliseconds that are left. */
  get remaining(): number {
    return this.#due - performance.now();
  }

  /** What `promise` gives, or this scope's reason as soon as it ends. */
  race<T>(promise: Promise<T>): Promise<T> {
    return Promise.race([this.#ended, promise]);
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#ended.catch((reason) => {
        clearTimeout(timer);
        reject(reason);
      });
    });
  }

  /** Ends it; what still runs under its signal stops. Without a reason when all is done. */
  end(reason: unknown = null): void {
    this.#controller.abort(reason);
  }
}
