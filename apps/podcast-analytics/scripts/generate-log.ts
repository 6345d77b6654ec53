/** Writes lines of a combined access log to the standard output: `node scripts/generate-log.ts <lines> [seed]`. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { generateLog } from '../src/demo/generate-log.ts';

const [, , lines = '1000000', seed = '1'] = process.argv;
const options = { lines: Number(lines), seed: Number(seed), from: Date.UTC(2026, 0, 1), days: 30 };

await pipeline(Readable.from(chunks()), process.stdout);

/** A write for each line would cost more than making the lines. */
function* chunks(): Generator<string> {
  let chunk = '';
  for (const line of generateLog(options)) {
    chunk += `${line}\n`;
    if (chunk.length < 1 << 16) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}
