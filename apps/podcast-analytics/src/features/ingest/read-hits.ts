import type { Batch, FormatName, HitLine, Reject } from './batch.ts';
import { checkHit } from './check-hit.ts';
import { decompress } from './decompress.ts';
import { detectFormat, detectionBytes } from './detect-format.ts';
import { formats } from './formats/formats.ts';
import { type Line, rejectOf } from './line.ts';
import { peek } from './peek.ts';
import { readJsonRows } from './read-json-rows.ts';
import { readLines } from './read-lines.ts';

export interface ReadHitsOptions {
  /** @default found by the first bytes */
  readonly format?: FormatName;
  /** Epoch milliseconds: what lies more than a day behind it is in the future. */
  readonly now: number;
}

const batchSize = 5000;

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
  const format = formatName === undefined ? detectFormat(head) : formats[formatName];
  const parse = format.createParser();
  let hits: HitLine[] = [];
  let rejects: Reject[] = [];

  function take(line: Line): void {
    if ('fault' in line) {
      rejects.push(rejectOf(line.number, line.fault, line.raw));
      return;
    }
    const parsed = parse(line.text);
    if (!parsed) return;
    const fault = 'fault' in parsed ? parsed.fault : checkHit(parsed.hit, now);
    if (fault === undefined && 'hit' in parsed) hits.push({ line: line.number, hit: parsed.hit });
    else rejects.push(rejectOf(line.number, fault ?? '', line.text));
  }

  function flush(): Batch {
    const batch = { format: format.name, hits, rejects, bytesRead };
    hits = [];
    rejects = [];
    return batch;
  }

  try {
    for await (const lines of format.unit === 'row' ? readJsonRows(whole) : readLines(whole)) {
      for (const line of lines) {
        take(line);
        if (hits.length + rejects.length >= batchSize) yield flush();
      }
    }
  } catch (error) {
    if (hits.length + rejects.length > 0) yield flush();
    throw error;
  }
  if (hits.length + rejects.length > 0) yield flush();
}

async function* tap(source: AsyncIterable<Uint8Array>, seen: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  for await (const bytes of source) {
    seen(bytes.length);
    yield bytes;
  }
}
