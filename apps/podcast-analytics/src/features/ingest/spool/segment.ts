/** A file of the spool: one after the other is written, drained and removed. */
export interface Segment {
  readonly name: string;
  readonly bytes: number;
  /** When its first record came, in epoch milliseconds. */
  readonly since: number;
}

const pattern = /^(\d{10})-(\d{13})\.spool$/;

export function segmentName(sequence: number, since: number): string {
  return `${String(sequence).padStart(10, '0')}-${String(since).padStart(13, '0')}.spool`;
}

/** The segments among files, the oldest first. */
export function segmentsOf(files: readonly { readonly name: string; readonly bytes: number }[]): Segment[] {
  return files
    .flatMap(({ name, bytes }) => {
      const [, , since] = pattern.exec(name) ?? [];
      return since === undefined ? [] : [{ name, bytes, since: Number(since) }];
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Of the segment after these. */
export function nextSequence(segments: readonly Segment[]): number {
  return Number(segments.at(-1)?.name.slice(0, 10) ?? 0) + 1;
}
