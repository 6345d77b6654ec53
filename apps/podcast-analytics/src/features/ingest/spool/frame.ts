import { crc32c } from './crc32c.ts';

/** A frame is the length of a record and its CRC-32C, four bytes each with the least first, and the record. */
const headBytes = 8;

/** No record is longer, so that a length that was never written is seen as such. */
const maxRecordBytes = 16 * 1024 * 1024;

export function frame(record: Uint8Array): Buffer {
  if (record.length === 0 || record.length > maxRecordBytes) {
    throw new RangeError(`spool: expected a record of 1 to ${maxRecordBytes} bytes, got ${record.length}`);
  }
  const bytes = Buffer.allocUnsafe(headBytes + record.length);
  bytes.writeUInt32LE(record.length, 0);
  bytes.writeUInt32LE(crc32c(record), 4);
  bytes.set(record, headBytes);
  return bytes;
}

export interface Frames {
  readonly records: readonly Buffer[];
  /** Behind the last record that is whole: what follows was never written to its end. */
  readonly end: number;
  /** Records between whole ones that are not what was written. */
  readonly damaged: number;
}

/** Reads as far as there are whole records. */
export function readFrames(bytes: Buffer): Frames {
  const records: Buffer[] = [];
  let end = 0;
  let damaged = 0;
  let suspects = 0;
  for (let start = 0; start + headBytes <= bytes.length; ) {
    const length = bytes.readUInt32LE(start);
    const next = start + headBytes + length;
    if (length === 0 || length > maxRecordBytes || next > bytes.length) break;
    const record = bytes.subarray(start + headBytes, next);
    if (crc32c(record) === bytes.readUInt32LE(start + 4)) {
      records.push(record);
      damaged += suspects;
      suspects = 0;
      end = next;
    } else suspects += 1;
    start = next;
  }
  return { records, end, damaged };
}
