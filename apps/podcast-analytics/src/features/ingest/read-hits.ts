import type { Batch, FormatName, HitLine, Reject } from './batch.ts';
import { checkHit } from './check-hit.ts';
import { decompress } from './decompress.ts';
import { detectFormat, detectionBytes } from './detect-format.ts';
import { formats } from './formats/formats.ts';
import type { LogFormat } from './formats/log-format.ts';
import { type Line, rejectOf } from './line.ts';
import { discard, peek } from './peek.ts';
import { readJsonRows } from './read-json-rows.ts';
import { readLines } from './read-lines.ts';
import { readRecords } from './read-records.ts';

export interface ReadHitsOptions {
  /** @default found by the first bytes */
  readonly format?: FormatName;
  /** Epoch milliseconds: what lies more than a day behind it is in the future. */
  readonly now: number;
}

const batchSize = 5000;
/** What is cut out of a text keeps all of it in memory: a batch of long lines would be gigabytes. */
const batchLength = 8 * 1024 * 1024;

/**
 * The hits of a log of any format and size, plain or gzip, and every line that is none.
 * @throws {InputError} where the input cannot be read on; what came before was delivered.
 */
export async function* readHits(
  source: AsyncIterable<Uint8Array>,
  { format: formatName, now }: ReadHitsOptions,
): AsyncGenerator<Batch> {
  let bytesRead = 0;
  const counted = tap(source, (bytes) => {
    bytesRead += bytes;
  });
  const { head, whole } = await peek(decompress(counted), formatName === undefined ? detectionBytes : 0);
  if (head.length === 0 && formatName === undefined) return;
  const format = formatName === undefined ? await detected(head, whole) : formats[formatName];
  const batch = openBatch(format, now);
  let failure: { readonly error: unknown } | undefined;
  try {
    for await (const lines of unitsOf(format, whole)) {
      for (const line of lines) {
        batch.take(line);
        if (batch.isFull()) yield batch.close(bytesRead);
      }
    }
  } catch (error) {
    failure = { error };
  }
  if (!batch.isEmpty()) yield batch.close(bytesRead);
  if (failure) throw failure.error;
}

async function detected(head: Buffer, whole: AsyncIterable<Uint8Array>): Promise<LogFormat> {
  try {
    return detectFormat(head);
  } catch (error) {
    await discard(whole);
    throw error;
  }
}

function unitsOf({ unit }: LogFormat, whole: AsyncIterable<Uint8Array>): AsyncGenerator<readonly Line[]> {
  switch (unit) {
    case 'line':
      return readLines(whole);
    case 'record':
      return readRecords(readLines(whole));
    case 'row':
      return readJsonRows(whole);
  }
}

function openBatch(format: LogFormat, now: number) {
  const parse = format.createParser();
  let hits: HitLine[] = [];
  let rejects: Reject[] = [];
  let length = 0;
  const size = () => hits.length + rejects.length;

  function take(line: Line): void {
    length += 1 + ('fault' in line ? line.raw : line.text).length; // and its end: a text may be blank lines but for one
    if ('fault' in line) {
      rejects.push(rejectOf(line.number, line.fault, line.raw));
      return;
    }
    const { number, text } = line;
    const parsed = text.trim() === '' ? undefined : parse(text);
    if (!parsed) return;
    if ('fault' in parsed) {
      rejects.push(rejectOf(number, parsed.fault, text));
      return;
    }
    const fault = checkHit(parsed.hit, now);
    if (fault === undefined) hits.push({ line: number, hit: parsed.hit });
    else rejects.push(rejectOf(number, fault, text));
  }

  function close(bytesRead: number): Batch {
    const batch = { format: format.name, hits, rejects, bytesRead };
    hits = [];
    rejects = [];
    length = 0;
    return batch;
  }

  const isFull = () => size() >= batchSize || (length >= batchLength && size() > 0);
  return { take, close, isFull, isEmpty: () => size() === 0 };
}

async function* tap(source: AsyncIterable<Uint8Array>, seen: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  for await (const bytes of source) {
    seen(bytes.length);
    yield bytes;
  }
}
