import { formats } from './formats/formats.ts';
import type { LogFormat } from './formats/log-format.ts';
import { InputError } from './input-error.ts';

/** How much of the input is looked at: its first lines may be damaged. */
export const detectionBytes = 64 * 1024;

/** The format of an input, by its first bytes. @throws {InputError} naming what is accepted. */
export function detectFormat(head: Buffer): LogFormat {
  const lines = head
    .subarray(0, detectionBytes)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/);
  for (const line of lines) {
    const found = Object.values(formats).find((format) => format.recognises(line));
    if (found) return found;
  }
  const accepted = Object.values(formats).map(({ name, title }) => `${name}: ${title}`);
  const got = JSON.stringify(lines.find((line) => line.trim() !== '')?.slice(0, 80) ?? '');
  throw new InputError(
    `unknown format: expected ${accepted.join('; ')}; got ${got}. A format can be named with --format`,
  );
}
