import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byteStream, collect } from '../../../test/byte-stream.ts';
import { maxLineBytes } from './line.ts';
import { readJsonRows } from './read-json-rows.ts';

async function rowsOf(content: string | Uint8Array, pieceBytes?: number) {
  const { items, error } = await collect(readJsonRows(byteStream(content, pieceBytes)));
  return { rows: items.flat(), error };
}

async function valuesOf(content: string, pieceBytes?: number) {
  const { rows, error } = await rowsOf(content, pieceBytes);
  if (error !== undefined) throw error;
  return rows.map((row) => JSON.parse('text' in row ? row.text : 'null'));
}

describe('readJsonRows', () => {
  test('cuts the rows of a document, on one line or on many', async () => {
    const rows = [{ a: 1 }, { b: { c: ['}', '\\"]'] } }];
    expect(await valuesOf(JSON.stringify({ rows }))).toEqual(rows);
    expect(await valuesOf(JSON.stringify({ rows }, null, 4))).toEqual(rows);
  });

  test('reads no rows but those of the key "rows" of the outer object', async () => {
    const document = {
      other: [{ x: 1 }],
      nested: { rows: [{ x: 2 }] },
      text: 'rows',
      rows: [{ x: 3 }],
      rowsToo: [{ x: 4 }],
    };
    expect(await valuesOf(JSON.stringify(document))).toEqual([{ x: 3 }]);
  });

  test('reads an empty list', async () => {
    expect(await valuesOf('{"rows":[],"count":0}')).toEqual([]);
  });

  test('finds the same rows however the stream is cut', async () => {
    const rows = fc.array(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 9 }), fc.nat(2), async (given, pieceBytes, indent) => {
        const document = JSON.stringify({ count: given.length, rows: given }, null, indent);
        expect(await valuesOf(document, pieceBytes)).toEqual(JSON.parse(JSON.stringify(given)));
      }),
    );
  });

  test.each([
    ['{"rows":[{"a":1},{"b"', 'ends too early, after row 1'],
    ['{"rows":[{"a":1}', 'ends too early, after row 1'],
    ['{"error":"no such show"}', 'expected an object with an array "rows", got none'],
    ['[{"a":1}]', 'expected an object with an array "rows", got none'],
    ['', 'expected an object with an array "rows", got none'],
    ['{"rows":[{"a":1},7]}', 'expected an object as row 2, got "7"'],
    ['{"rows":["a"]}', 'expected an object as row 1, got a string'],
    ['}{', 'a bracket that closes nothing'],
  ])('fails on %s, after the rows before', async (content, message) => {
    const { rows, error } = await rowsOf(content);
    expect(error).toMatchObject({ name: 'InputError', message: expect.stringContaining(message) });
    expect(rows).toEqual(
      content.includes('[{"a":1}') && content.startsWith('{') ? [{ number: 1, text: '{"a":1}' }] : [],
    );
  });

  test('rejects a row of more than a mebibyte, and reads on', async () => {
    const { rows } = await rowsOf(`{"rows":[{"a":"${'x'.repeat(maxLineBytes)}"},{"b":1}]}`);
    expect(rows).toEqual([
      { number: 1, fault: 'line longer than 1,048,576 bytes', raw: expect.stringMatching(/^\{"a":"x{2042}$/) },
      { number: 2, text: '{"b":1}' },
    ]);
  });

  test('rejects a row that is not UTF-8, and only that row', async () => {
    const content = Buffer.concat([Buffer.from('{"rows":[{"a":"'), Buffer.from([0xff]), Buffer.from('"},{"b":1}]}')]);
    expect((await rowsOf(content)).rows).toMatchObject([
      { number: 1, fault: 'expected UTF-8, got bytes that are not' },
      { number: 2 },
    ]);
  });
});
