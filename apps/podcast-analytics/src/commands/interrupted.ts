/** The user stopped the command; it ended cleanly, and can be run again. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';

  constructor() {
    super('stopped; what was read is stored. Run the same command again to go on: nothing is counted twice');
  }
}

/** The same bytes until the signal aborts, and then an {@link InterruptedError}. */
export async function* untilAborted(
  source: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for await (const bytes of source) {
    if (signal.aborted) throw new InterruptedError();
    yield bytes;
  }
  if (signal.aborted) throw new InterruptedError();
}
