/** Hands an event to the observer. What the observer throws never reaches the caller: it is reported to the platform. */
export function observe<E>(observer: (event: E) => void, event: E): void {
  try {
    const returned: unknown = observer(event);
    // An async observer fits the type too, and its rejection would otherwise end the process.
    if (returned instanceof Promise) returned.catch(report);
  } catch (error) {
    report(error);
  }
}

interface Platform {
  readonly reportError?: (error: unknown) => void;
  readonly process?: { emitWarning?(warning: Error): void };
}

function report(error: unknown): void {
  // Which of the two exists depends on the platform: browsers, Deno and Bun have the first, Node the second.
  const { reportError, process } = globalThis as Platform;
  if (reportError) reportError(error);
  else process?.emitWarning?.(error instanceof Error ? error : new Error('onEvent threw', { cause: error }));
}
