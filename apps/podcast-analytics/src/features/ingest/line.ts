import { isUtf8 } from 'node:buffer';
import type { Reject } from './batch.ts';

/** A line of a log (or a row of a JSON file), numbered from 1, or why it cannot be one. */
export type Line = { readonly number: number; readonly text: string } | LineFault;
export interface LineFault {
  readonly number: number;
  readonly fault: string;
  /** Its beginning. */
  readonly raw: string;
}

/** The longest line that is held in memory. */
export const maxLineBytes = 1024 * 1024;

/** How much of a reject is kept. */
const maxRawLength = 2048;

export function lineFrom(number: number, bytes: Buffer): Line {
  return isUtf8(bytes)
    ? { number, text: bytes.toString('utf8') }
    : { number, fault: 'expected UTF-8, got bytes that are not', raw: beginning(bytes) };
}

export function tooLong(number: number, bytes: Buffer): LineFault {
  return { number, fault: `line longer than ${maxLineBytes.toLocaleString('en')} bytes`, raw: beginning(bytes) };
}

export function rejectOf(line: number, reason: string, raw: string): Reject {
  return { line, reason: storable(reason), raw: storable(raw.slice(0, maxRawLength)) };
}

/** PostgreSQL stores no NUL in a text. */
function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD');
}

function beginning(bytes: Buffer): string {
  return bytes.subarray(0, maxRawLength).toString('utf8');
}
