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
  return hitFromJson(value);
}

/** A hit from a value that was JSON. */
export function hitFromJson(value: unknown): Exclude<Parsed, undefined> {
  if (!isRecord(value)) return { fault: `expected a JSON object, got ${JSON.stringify(value).slice(0, 80)}` };
  return hitFromRecord(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
