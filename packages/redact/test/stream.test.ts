import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedactor } from '../src/redactor.ts';
import { redactStream } from '../src/stream.ts';

/** Cuts at the given places. */
function pieces<T extends string | Uint8Array>(whole: T, cuts: readonly number[]): T[] {
  const places = [0, ...cuts.map((cut) => cut % (whole.length + 1)), whole.length].sort((a, b) => a - b);
  // Both have `slice`, and it returns what it is called on.
  return places.slice(1).map((end, i) => whole.slice(places[i], end) as T);
}

async function through<T extends string | Uint8Array>(
  stream: TransformStream<T, T>,
  chunks: readonly T[],
): Promise<T[]> {
  const out: T[] = [];
  for await (const chunk of ReadableStream.from(chunks).pipeThrough(stream)) out.push(chunk);
  return out;
}

async function redacted(text: string, cuts: readonly number[] = [], options = {}): Promise<string> {
  return (await through(redactStream(options), pieces(text, cuts))).join('');
}

const body = Array.from({ length: 4 }, (_, i) => 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC'.repeat(2).slice(i)).join('\n');
const pem = `-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\n${body}\n-----END RSA PRIVATE KEY-----`;
const line = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '',
      'plain',
      'card 4111 1111 1111 1111',
      'ada.l@example.com',
      'Bearer abc123def456',
      'é😀中',
    ),
  },
  fc.string({ maxLength: 12 }).map((text) => text.replace(/[\r\n{[]/g, '')),
  fc.constantFrom(pem, `key: ${pem} and more`, `${pem}${pem}`),
);
const cuts = fc.array(fc.nat(5_000), { maxLength: 12 });

describe('a stream of text', () => {
  test('is redacted as the whole is, however it is cut', async () => {
    const redact = createRedactor();
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 8 }),
        fc.constantFrom('\n', '\r\n'),
        cuts,
        async (lines, end, at) => {
          const whole = lines.join(end);
          expect(await redacted(whole, at)).toBe(redact.text(whole));
        },
      ),
      { numRuns: 300 },
    );
  });

  test('is redacted as the whole is when its bytes are cut within a character', async () => {
    const redact = createRedactor();
    const [encoder, decoder] = [new TextEncoder(), new TextDecoder()];
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 4 }), cuts, async (lines, at) => {
        const whole = decoder.decode(encoder.encode(lines.join('\n')));
        const chunks = await through(redactStream<Uint8Array>(), pieces(encoder.encode(whole), at));
        expect(chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join('')).toBe(redact.text(whole));
      }),
      { numRuns: 200 },
    );
  });

  test('cut into single characters hides what stands over every border', async () => {
    const text = 'card 4111 1111 1111 1111\nmail john.doe@example.com';
    expect(
      await redacted(
        text,
        [...text].map((_, i) => i),
      ),
    ).toBe('card ****-****-****-1111\nmail joh***@example.com');
  });

  test('hands on each line when it is whole', async () => {
    expect(await through(redactStream(), ['one\ntw', 'o\nthree\n', 'four'])).toEqual(['one\n', 'two\nthree\n', 'four']);
  });

  test('keeps a byte order mark, and the ends of lines', async () => {
    expect(await redacted('\ufeffa\r\nb\n\nc\r\n')).toBe('\ufeffa\r\nb\n\nc\r\n');
    const [bytes] = await through(redactStream<Uint8Array>(), [new Uint8Array([0xef, 0xbb, 0xbf, 0x61])]);
    expect(bytes).toEqual(new Uint8Array([0xef, 0xbb, 0xbf, 0x61]));
  });

  test('without anything in it gives nothing', async () => {
    expect(await through(redactStream(), [])).toEqual([]);
    expect(await through(redactStream(), [''])).toEqual([]);
  });
});

describe('a stream of NDJSON', () => {
  test('has its lines redacted as the values that they hold', async () => {
    const lines = ['{"user":"ada","password":"hunter2"}', '[{"apiKey":"x1"},"ada.l@example.com"]', '  {"token":"x"}'];
    const clean = [
      '{"user":"ada","password":"[REDACTED]"}',
      '[{"apiKey":"[REDACTED]"},"ada***@example.com"]',
      '  {"token":"[REDACTED]"}',
    ];
    expect(await redacted(lines.join('\r\n'), [5, 20, 41, 70])).toBe(clean.join('\r\n'));
  });

  test('leaves a line that is no JSON after all to the detectors', async () => {
    expect(await redacted('{"mail":"ada.l@example.com"')).toBe('{"mail":"ada***@example.com"');
  });

  test('never waits for the end of a key in a line of JSON', async () => {
    const [first] = await through(redactStream(), ['{"a":"-----BEGIN PRIVATE KEY-----"}\n{"password":"x"}\n']);
    expect(first).toBe('{"a":"[REDACTED]"}\n{"password":"[REDACTED]"}\n');
  });
});

describe('a private key', () => {
  test('is held until its end has come', async () => {
    const chunks = await through(redactStream(), [`a\n${pem.slice(0, 80)}`, `${pem.slice(80)}\nb\n`]);
    expect(chunks).toEqual(['a\n', '[REDACTED]\nb\n']);
  });

  test('whose end never comes is hidden at the end, and holds no JSON back', async () => {
    const cut = pem.replace('Proc-Type: 4,ENCRYPTED\n\n', '').slice(0, 150);
    expect(await redacted(cut)).toBe('[REDACTED]');
    expect(await redacted(`${cut}\n{"password":"x"}\n`)).toBe('[REDACTED]{"password":"[REDACTED]"}\n');
  });

  test('whose end does not come within 16,384 characters holds nothing back any longer', async () => {
    const chunks = await through(redactStream(), [
      '-----BEGIN PRIVATE KEY-----\n',
      ...Array(200).fill(`${'x y '.repeat(25)}\n`),
    ]);
    expect(chunks.length).toBeGreaterThan(30);
    expect(chunks.join('').length).toBeGreaterThan(200 * 100);
  });

  test.each([
    ['PKCS #8', ''],
    ['PEM that is encrypted', 'Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n'],
    ['PGP', 'Version: GnuPG v2\n\n'],
  ])('of %s is hidden to its end, however long it is', async (_, headers) => {
    const lines = Array.from({ length: 400 }, (_, i) => `${i}+${'kEy/'.repeat(15)}`).join('\n');
    const long = `a\n-----BEGIN PRIVATE KEY-----\n${headers}${lines}\n-----END PRIVATE KEY-----\nb c\n`;
    for (const maxStringLength of [40, 100, 1_000, 65_536]) {
      const text = await redacted(long, [5_000, 20_000], { maxStringLength });
      expect(text).toMatch(/^a\n(?:\[REDACTED\]\n?)+b c\n$/);
    }
    expect(await redacted(long, [], { values: false, keys: ['x'] })).toBe(long);
  });

  test('that is cut off is hidden as far as it looks like one', async () => {
    const lines = Array.from({ length: 400 }, () => 'kEy/'.repeat(15)).join('\n');
    expect(await redacted(`-----BEGIN PRIVATE KEY-----\n${lines}\n(the next line)\n{"a":1}`)).toBe(
      '[REDACTED][REDACTED](the next line)\n{"a":1}',
    );
    expect(await redacted(`-----BEGIN PRIVATE KEY-----\n${lines}\n{"password":"x"}`)).toMatch(
      /^(?:\[REDACTED\])+\{"password":"\[REDACTED\]"\}$/,
    );
  });

  test('that has ended says nothing about a long line of Base64 after it', async () => {
    const image = 'aGVs'.repeat(5_000);
    expect(await redacted(`${pem}\n${image}\n`)).toBe(`[REDACTED]\n${image}\n`);
  });

  test('of one line, and one that is followed by another, are hidden', async () => {
    const one = pem.replaceAll('\n', '\\n');
    expect(await redacted(`${one}\n${pem}${pem}\nx`)).toBe('[REDACTED]\n[REDACTED][REDACTED]\nx');
  });
});

describe('a line that is too long', () => {
  test('is redacted as a whole, however it is cut', async () => {
    const long = `${'x'.repeat(50)} ada.l@example.com`;
    for (const at of [[], [3], [10, 11, 12], [30, 60]]) {
      expect(await redacted(`a\n${long}\r\nb`, at, { maxStringLength: 20 })).toBe('a\n[REDACTED]b'.replace('b', '\nb'));
    }
  });

  test('gives no name away, whatever else is found in what is kept of it', async () => {
    const long = `  ${JSON.stringify({ password: 'hunter2', mail: 'ada.l@example.com', rest: 'x'.repeat(90) })}\n`;
    expect(await redacted(long, [], { maxStringLength: 80 })).toBe('[REDACTED]\n');
    expect(await redacted(long.slice(2), [], { maxStringLength: 80 })).toBe('[REDACTED]\n');
  });

  test('holds nothing back, though a key begins in it', async () => {
    const long = `-----BEGIN PRIVATE KEY-----${'x '.repeat(20)}`;
    expect(await redacted(`${long}\nnext one\n`, [], { maxStringLength: 50 })).toBe('[REDACTED]\nnext one\n');
  });

  test('is replaced even where only names are looked for, for no more of it is held', async () => {
    expect(await redacted('x'.repeat(30), [], { maxStringLength: 20, values: false })).toBe('[REDACTED]');
    expect(await redacted('x'.repeat(20), [], { maxStringLength: 20, values: false })).toBe('x'.repeat(20));
  });

  test('is not held: what is kept of a megabyte is its first 65,537 characters', async () => {
    const chunks = Array<string>(1_000).fill('x'.repeat(1_000));
    expect(await through(redactStream(), chunks)).toEqual(['[REDACTED]']);
  });
});

test('a redactor that is switched off passes everything on as it comes', async () => {
  const chunks = ['password=hunter2', ' ada@example.com\n'];
  expect(await through(redactStream({ enabled: false }), chunks)).toEqual(chunks);
});

test('an option that is wrong is refused at once', () => {
  expect(() => redactStream({ maxDepth: 0 })).toThrow(RangeError);
});
