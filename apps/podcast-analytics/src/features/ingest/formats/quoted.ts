import type { Hit } from '../../../counting/hit.ts';

type ClientFields = Pick<Hit, 'referer' | 'userAgent'>;

/** A field between double quotes, as part of a regular expression; quotes within it are escaped by a backslash. */
export const quoted = '"([^"\\\\]*(?:\\\\.[^"\\\\]*)*)"';

/** Undoes what servers write for bytes that they do not print: `\"`, `\\` (Apache) and `\xD0\x9F`, UTF-8 (nginx). */
export function unescaped(field: string): string {
  if (!field.includes('\\')) return field;
  return field.replace(/((?:\\x[0-9A-Fa-f]{2})+)|\\(.)/g, (_, bytes: string | undefined, char: string) =>
    bytes === undefined ? char : Buffer.from(bytes.replaceAll('\\x', ''), 'hex').toString('utf8'),
  );
}

/** Referer and user agent as a quoted log writes them, where the request had them. */
export function clientFields(refererField: string | undefined, userAgentField: string | undefined): ClientFields {
  const referer = optional(refererField);
  const userAgent = optional(userAgentField);
  return {
    ...(referer !== undefined && { referer: unescaped(referer) }),
    ...(userAgent !== undefined && { userAgent: unescaped(userAgent) }),
  };
}

/** Servers write `-` for what a request does not have. */
export function optional(field: string | undefined): string | undefined {
  return field === undefined || field === '-' || field === '' ? undefined : field;
}
