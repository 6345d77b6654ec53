/** Of one import so far: each line that was read is a hit or a reject. */
export interface ImportCounts {
  readonly lines: number;
  readonly hits: number;
  /** The other hits were stored before. */
  readonly newHits: number;
  readonly rejects: number;
  /** Of the source, before decompression. */
  readonly bytesRead: number;
}
