import { DeadlineExceededError, type ErrorContext } from "./errors.js";
import { host } from "./host.js";

type Timer = ReturnType<typeof setTimeout> | undefined;

/** What is known of a call so far, for its errors. */
export interface Known extends ErrorContext {
  attempts: number;
  requestId: string;
  scrub(text: string): string;
}

/** The time of one call. */
export interface Scope {
  readonly context: Known;
  /** Whether an earlier attempt may have done what was asked. */
  wasInDoubt: boolean;
  /** Whether the call is over before it is done; the signal has the reason. */
  isOver: boolean;
  /** Milliseconds since the call began. */
  elapsed(): number;
  /** The signal of the attempt that runs. */
  signal: AbortSignal;
  /** Something came: silence is counted anew. */
  touch(): void;
  /** What `promise` gives, or the reason why the attempt or the call ends before. One at a time. */
  race<T>(promise: Promise<T>): Promise<T>;
  /** Ends the attempt; what still runs under its signal stops. */
  stop(reason: unknown): void;
  /** Begins another attempt in so many milliseconds, and not before `told` is done. */
  again(milliseconds: number, told: Promise<unknown>): Promise<void>;
  /** Lets go of timers and of the caller's signal: all is done. */
  close(): void;
}

/**
 * Begins a call: its deadline, the caller's signal, and within it the time of each attempt, which ends in silence too.
 *
 * `signal` goes to fetch; `race` makes anything else end with it, so that cancelling takes effect at once
 * even where the injected fetch ignores signals.
 */
export function begin(
  id: string,
  outer: AbortSignal | undefined,
  timeout: number,
  readTimeout: number,
  context: Known,
): Scope {
  const started = performance.now();
  let controller = new AbortController();
  let silence: Timer;
  let reject: (reason: unknown) => void = () => {};

  const timer = (milliseconds: number, action: (reason: unknown) => void): Timer =>
    // A later time than timers can hold would fire at once, so it is no timer at all.
    (milliseconds < 2 ** 31 &&
      setTimeout(() => {
        const why = `${id}: no answer within ${milliseconds} ms`;
        action(new DeadlineExceededError(why, { ...scope.context, isRetryable: true }));
      }, milliseconds)) as Timer;
  const scope: Scope = {
    context,
    wasInDoubt: false,
    isOver: false,
    elapsed: () => performance.now() - started,
    signal: controller.signal,
    touch() {
      clearTimeout(silence);
      silence = timer(readTimeout, scope.stop);
    },
    // Not Promise.race: each race with a promise that stays pending would be remembered by it, with all that it gave.
    race: (promise) =>
      new Promise((resolve, fail) => {
        reject = fail;
        if (scope.signal.aborted) fail(scope.signal.reason);
        promise.then(resolve, fail);
      }),
    stop(reason) {
      clearTimeout(silence);
      reject(reason);
      controller.abort(reason);
    },
    async again(milliseconds, told) {
      controller = new AbortController();
      scope.signal = controller.signal;
      const wait = new Promise((resolve) => {
        silence = setTimeout(resolve, milliseconds);
      });
      await scope.race(Promise.all([wait, told]));
      scope.touch();
    },
    close() {
      clearTimeout(deadline);
      clearTimeout(silence);
      signal?.removeEventListener("abort", cancel);
    },
  };
  const end = (reason: unknown): void => {
    scope.isOver = true;
    scope.close();
    scope.stop(reason);
  };
  const cancel = () => end(outer?.reason);
  const deadline = timer(timeout, end);
  scope.touch();
  const signal = outer && (host.follow?.(outer) ?? outer);
  signal?.addEventListener("abort", cancel);
  if (outer?.aborted) cancel();
  return scope;
}
