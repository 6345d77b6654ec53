import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FormatName } from '../batch.ts';
import { formats } from './formats.ts';

const good: Record<FormatName, readonly string[]> = {
  combined: [
    '192.0.2.3 - - [25/May/2024:20:11:30 +0200] "GET /a.mp3 HTTP/1.1" 206 1234 "-" "AntennaPod/3.4.0" "bytes=0-9"',
  ],
  s3: [
    `${'a'.repeat(64)} b [06/Feb/2026:00:00:38 +0000] 192.0.2.3 - 3E57 REST.GET.OBJECT a.mp3 "GET /a.mp3 HTTP/1.1" 200 - 5 5 7 6 "-" "x" -`,
  ],
  cloudfront: [
    '#Fields: date time c-ip cs-method cs-uri-stem sc-status sc-bytes cs(User-Agent)',
    '2024-05-25\t18:11:30\t192.0.2.3\tGET\t/a.mp3\t200\t5\tx%20y',
  ],
  'op3-tsv': ['time\tmethod\turl\tasn', '2024-05-25T18:11:30.273Z\tGET\thttps://a.example/1.mp3\t64500'],
  'op3-json': ['{"time":"2024-05-25T18:11:30.273Z","method":"GET","url":"https://a.example/1.mp3"}'],
  ndjson: ['{"time":1716660690273,"method":"GET","url":"https://a.example/1.mp3","status":206}'],
  csv: ['time,url,userAgent', '1716660690273,https://a.example/1.mp3,"Pod, cast"'],
};

/** A line with a piece of it replaced: what a damaged log holds. */
const damaged = (line: string) =>
  fc
    .tuple(
      fc.nat(line.length),
      fc.nat(10),
      fc.oneof(fc.string({ unit: 'binary', maxLength: 5 }), fc.constantFrom('"', '\\', '\t', '[', '{', '%')),
    )
    .map(([start, length, text]) => line.slice(0, start) + text + line.slice(start + length));

test.each(Object.values(formats))(
  '$name: every line of a damaged log is a hit, a fault or neither, and none throws',
  ({ name, createParser }) => {
    const lines = good[name].map((line) => fc.oneof(fc.constant(line), damaged(line), fc.string({ unit: 'binary' })));
    fc.assert(
      fc.property(fc.tuple(...lines), (log) => {
        const parse = createParser();
        for (const parsed of log.map(parse)) {
          if (parsed === undefined) continue;
          if ('fault' in parsed) expect(parsed.fault).toMatch(/expected/);
          else expect(typeof parsed.hit.time).toBe('number');
        }
      }),
      { numRuns: 500 },
    );
  },
);

test.each(['ndjson', 'op3-json'] as const)(
  '%s: nesting as deep as a line is long is a fault like any other',
  (name) => {
    const deep = '['.repeat(400_000) + ']'.repeat(400_000);
    const parse = formats[name].createParser();
    expect(parse(deep)).toEqual({ fault: expect.stringContaining('expected a JSON object') });
    expect(parse(`{"url":${deep}}`)).toEqual({ fault: 'url: expected a string, got an array' });
  },
);
