/** Calls `listener` with the reason when one of the signals aborts. Returns the function that removes it again. */
export function onAbort(signals: readonly AbortSignal[], listener: (reason: unknown) => void): () => void {
  // The event of an 'abort' listener is always dispatched on the signal itself.
  const onEvent = (event: Event): void => listener((event.target as AbortSignal).reason);
  for (const signal of signals) signal.addEventListener('abort', onEvent);
  return () => {
    for (const signal of signals) signal.removeEventListener('abort', onEvent);
  };
}
