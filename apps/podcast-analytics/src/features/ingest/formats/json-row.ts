import type { Parsed } from './log-format.ts';
import { hitFromRecord } from './record.ts';

/** A hit from the JSON text of one object. */
export function parseJsonRow(text: string): Exclude<Parsed, undefined> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { fault: `expected a JSON object, got ${error instanceof Error ? error.message : String(error)}` };
  }
  return isRecord(value) ? hitFromRecord(value) : { fault: `expected a JSON object, got ${text.slice(0, 80)}` };
}

/** A hit from a value that was JSON. An array is not written out: it may be nested deeper than the stack. */
export function hitFromJson(value: unknown): Exclude<Parsed, undefined> {
  if (isRecord(value)) return hitFromRecord(value);
  return { fault: `expected a JSON object, got ${Array.isArray(value) ? 'an array' : String(value).slice(0, 80)}` };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
