/** A later time than timers can hold would fire at once, so it is no timer at all. */
const LONGEST_TIMER = 2 ** 31 - 1;

type Timer = ReturnType<typeof setTimeout> | undefined;

const timer = (milliseconds: number, action: () => void): Timer =>
  milliseconds > LONGEST_TIMER ? undefined : setTimeout(action, milliseconds);

/**
 * The time of one call: its deadline, the caller's signal, and within it the time of each attempt, which ends in silence too.
 *
 * `signal` goes to fetch; `race` makes anything else end with it, so that cancelling takes effect at once
 * even where the injected fetch ignores signals.
 */
export class Scope {
  /** Why the call is over before it is done. */
  over: { readonly reason: unknown } | undefined;
  /** The end of the deadline, in milliseconds of `performance.now()`. */
  readonly due: number;
  readonly #outer: AbortSignal | undefined;
  readonly #readTimeout: number;
  readonly #late: (milliseconds: number) => unknown;
  readonly #deadline: Timer;
  readonly #cancel = () => this.end(this.#outer?.reason);
  #silence: Timer;
  #controller!: AbortController;
  #stopped!: Promise<never>;
  #reject!: (reason: unknown) => void;

  constructor(
    outer: AbortSignal | undefined,
    timeout: number,
    readTimeout: number,
    late: (milliseconds: number) => unknown,
  ) {
    this.#outer = outer;
    this.#readTimeout = readTimeout;
    this.#late = late;
    this.due = performance.now() + timeout;
    this.#deadline = timer(timeout, () => this.end(late(timeout)));
    this.begin();
    outer?.addEventListener("abort", this.#cancel);
    if (outer?.aborted) this.#cancel();
  }

  /** The signal of the attempt that runs. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Begins a new attempt. */
  begin(): void {
    this.#controller = new AbortController();
    this.#stopped = new Promise((_, reject) => {
      this.#reject = reject;
    });
    this.#stopped.catch(() => {});
    this.touch();
  }

  /** Something came: silence is counted anew. */
  touch(): void {
    clearTimeout(this.#silence);
    this.#silence = timer(this.#readTimeout, () => this.stop(this.#late(this.#readTimeout)));
  }

  /** What `promise` gives, or the reason why the attempt or the call ends before. */
  race<T>(promise: Promise<T>): Promise<T> {
    return Promise.race([this.#stopped, promise]);
  }

  async sleep(milliseconds: number): Promise<void> {
    let alarm: Timer;
    this.begin();
    clearTimeout(this.#silence);
    try {
      await this.race(
        new Promise<void>((resolve) => {
          alarm = setTimeout(resolve, milliseconds);
        }),
      );
    } finally {
      clearTimeout(alarm);
    }
  }

  /** Ends the attempt; what still runs under its signal stops. */
  stop(reason: unknown): void {
    clearTimeout(this.#silence);
    this.#reject(reason);
    this.#controller.abort(reason);
  }

  /** Ends the call. */
  end(reason: unknown): void {
    this.over = { reason };
    this.close();
    this.stop(reason);
  }

  /** Lets go of timers and of the caller's signal: all is done. */
  close(): void {
    clearTimeout(this.#deadline);
    clearTimeout(this.#silence);
    this.#outer?.removeEventListener("abort", this.#cancel);
  }
}
