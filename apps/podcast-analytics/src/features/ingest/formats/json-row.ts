import type { Parsed } from './log-format.ts';
import { hitFromRecord } from './record.ts';

/** A hit from the JSON text of one object. */
export function parseJsonRow(text: string): Parsed {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { fault: `expected a JSON object, got ${error instanceof Error ? error.message : String(error)}` };
  }
  if (!isRecord(value)) return { fault: `expected a JSON object, got ${text.slice(0, 80)}` };
  return hitFromRecord(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
