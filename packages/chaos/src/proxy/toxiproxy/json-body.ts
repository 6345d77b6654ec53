import type { IncomingMessage } from 'node:http';
import { ApiError, apiErrors } from './api-error.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** Reads the body of a request as JSON. */
export async function readJson(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  const text = (await readBody(request, maxBytes)).toString().trim();
  if (text === '') throw apiErrors.badRequestBody('EOF');
  try {
    return JSON.parse(text);
  } catch (error) {
    // JSON.parse throws nothing but a SyntaxError.
    const { message } = error as SyntaxError;
    throw apiErrors.badRequestBody(/Unexpected end|Unterminated/.test(message) ? 'unexpected EOF' : message);
  }
}

/** One that is too long is read to its end, for the client to hear the answer, but not kept. */
function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    request.on('data', (part: Buffer) => {
      size += part.length;
      if (size <= maxBytes) parts.push(part);
    });
    request.on('end', () => {
      if (size <= maxBytes) resolve(Buffer.concat(parts));
      else reject(new ApiError(`request body too large: expected at most ${maxBytes} bytes, got ${size}`, 413));
    });
    request.on('error', reject);
  });
}

/**
 * The fields of a JSON object under these names. Go finds them in any case, passes over null and does not look at others; being
 * strict allows for none of it but null.
 */
export function fieldsOf(value: unknown, names: readonly string[], strict: boolean, where = ''): Fields {
  if (value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw apiErrors.badRequestBody(`${where}expected an object, got ${kindOf(value)}`);
  }
  const fields = new Map<string, unknown>();
  for (const [given, field] of Object.entries(value)) {
    const name = strict ? given : (names.find((each) => each.toLowerCase() === given.toLowerCase()) ?? given);
    if (names.includes(name)) {
      if (field !== null) fields.set(name, field);
    } else if (strict)
      throw apiErrors.badRequestBody(`${where}unknown field ${given}, expected one of ${names.join(', ')}`);
  }
  return Object.fromEntries(fields);
}

/** A field of one kind, if it is there. */
export function fieldOf<T extends 'string' | 'boolean'>(fields: Fields, name: string, kind: T, where = '') {
  const value = fields[name];
  if (value !== undefined && typeof value !== kind) {
    throw apiErrors.badRequestBody(`${where}${name} must be a ${kind}, got ${kindOf(value)}`);
  }
  // Its kind was just looked at.
  return value as (T extends 'string' ? string : boolean) | undefined;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
