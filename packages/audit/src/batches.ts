/** Cuts lines into batches of at most so many bytes, in their order; a longer line is a batch by itself. */
export function batchesOf(lines: readonly string[], maxBytes: number): string[][] {
  const batches: string[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const line of lines) {
    const size = Buffer.byteLength(line) + 1;
    if (bytes + size > maxBytes) {
      batches.push([]);
      bytes = 0;
    }
    batches.at(-1)?.push(line);
    bytes += size;
  }
  return batches;
}
