/**
 * The first bytes of a stream (at least `size`, unless it ends or fails before), and the stream with them still in it: a
 * failure comes where it belongs, behind the bytes before it.
 */
export async function peek(
  source: AsyncIterable<Uint8Array>,
  size: number,
): Promise<{ readonly head: Buffer; readonly whole: AsyncIterable<Uint8Array> }> {
  const iterator = source[Symbol.asyncIterator]();
  const parts: Uint8Array[] = [];
  let failure: { readonly error: unknown } | undefined;
  for (let length = 0; length < size; ) {
    try {
      const { done, value } = await iterator.next();
      if (done) break;
      parts.push(value);
      length += value.length;
    } catch (error) {
      failure = { error };
      break;
    }
  }
  return { head: Buffer.concat(parts), whole: rejoin(parts, failure, iterator) };
}

/** Ends a stream that nobody is going to read: a file stays open otherwise. */
export async function discard(source: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of source) break;
}

async function* rejoin(
  parts: readonly Uint8Array[],
  failure: { readonly error: unknown } | undefined,
  iterator: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* parts;
    if (failure) throw failure.error;
    for (;;) {
      const { done, value } = await iterator.next();
      if (done) return;
      yield value;
    }
  } finally {
    await iterator.return?.();
  }
}
