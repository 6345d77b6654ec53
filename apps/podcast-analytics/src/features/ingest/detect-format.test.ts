import { expect, test } from 'vitest';
import type { FormatName } from './batch.ts';
import { detectFormat } from './detect-format.ts';

const owner = 'a'.repeat(64);

test.each<[FormatName, string]>([
  ['op3-json', '{"rows":[{"time":"2024-05-25T18:11:30.273Z","url":"https://a.example/1.mp3"}]}'],
  ['op3-json', '{\n    "rows": [\n'],
  ['op3-json', '{"count":1,"rows":['],
  ['op3-tsv', 'time\tuuid\thashedIpAddress\tmethod\turl\n'],
  ['ndjson', '{"time":1,"method":"GET","url":"https://a.example/1.mp3"}\n{"time":2'],
  ['cloudfront', '#Version: 1.0\n#Fields: date time cs-uri-stem\n'],
  ['s3', `${owner} bucket [06/Feb/2026:00:00:38 +0000] 192.0.2.3 - 3E57427F3EXAMPLE REST.GET.OBJECT a.mp3`],
  ['combined', '192.0.2.3 - - [06/Feb/2026:00:00:38 +0000] "GET /a.mp3 HTTP/1.1" 200 5 "-" "x"\n'],
  ['combined', '\uFEFF\n2001:db8::1 - joe user [06/Feb/2026:00:00:38 +0000] "GET /a.mp3 HTTP/1.1" 200 5 "-" "x"'],
  ['combined', 'half a line\n192.0.2.3 - - [06/Feb/2026:00:00:38 +0000] "GET /a.mp3 HTTP/1.1" 200 5 "-" "x"\n'],
  ['csv', '\uFEFFTime,URL,User Agent\r\n'],
])('recognises %s in %j', (name, head) => {
  expect(detectFormat(Buffer.from(head)).name).toBe(name);
});

test.each(['hello\nworld', '<rss></rss>', '{"error":1}', '\0\x01\x02', '192.0.2.3 GET /a.mp3'])(
  'names what is accepted where it finds none: %j',
  (head) => {
    expect(() => detectFormat(Buffer.from(head))).toThrow(
      expect.objectContaining({
        name: 'InputError',
        message: expect.stringMatching(
          /^unknown format: expected op3-json: .*op3-tsv: .*cloudfront: .*s3: .*ndjson: .*combined: .*csv: .*; got ".*--format$/,
        ),
      }),
    );
  },
);
