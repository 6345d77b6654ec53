/** Bytes as a stream delivers them: in pieces of the size given. */
export async function* byteStream(content: string | Uint8Array, pieceBytes = 65_536): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(content);
  for (let start = 0; start < bytes.length; start += pieceBytes) yield bytes.subarray(start, start + pieceBytes);
}

/** All that is delivered, and what ended it if it failed. */
export async function collect<T>(source: AsyncIterable<T>): Promise<{ readonly items: T[]; readonly error?: unknown }> {
  const items: T[] = [];
  try {
    for await (const item of source) items.push(item);
  } catch (error) {
    return { items, error };
  }
  return { items };
}
