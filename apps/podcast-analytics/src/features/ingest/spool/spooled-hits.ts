import type { Hit } from '../../../counting/hit.ts';

/** What one record of the spool holds. */
export interface SpooledHits {
  readonly tenantId: string;
  /** Each with a uuid, so that one that is stored twice is stored once. */
  readonly hits: readonly (Hit & { readonly uuid: string })[];
}

export function encodeHits(spooled: SpooledHits): Buffer {
  return Buffer.from(JSON.stringify(spooled));
}

export function decodeHits(record: Buffer): SpooledHits {
  // The cast: its checksum says that this is what encodeHits wrote.
  return JSON.parse(record.toString('utf8')) as SpooledHits;
}
