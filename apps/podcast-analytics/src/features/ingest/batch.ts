import type { Hit } from '../../counting/hit.ts';

export type FormatName = 'op3-json' | 'op3-tsv' | 'combined' | 'cloudfront' | 's3' | 'ndjson' | 'csv';

/** A hit and where it stands: the number of its line, from 1 (of its row in OP3's JSON). */
export interface HitLine {
  readonly line: number;
  readonly hit: Hit;
}

/** A line that is no hit: nothing is dropped without one. */
export interface Reject {
  readonly line: number;
  /** What was expected and what came. */
  readonly reason: string;
  /** The line, cut to 2,048 characters. */
  readonly raw: string;
}

export interface Batch {
  readonly format: FormatName;
  readonly hits: readonly HitLine[];
  readonly rejects: readonly Reject[];
  /** Read from the stream so far, before decompression: what a progress bar compares with the file's size. */
  readonly bytesRead: number;
}
