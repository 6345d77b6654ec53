import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { byteStream, collect } from '../../../test/byte-stream.ts';
import { decompress } from './decompress.ts';

const text = Array.from({ length: 20_000 }, (_, index) => `line ${index * 7919}\n`).join('');

async function decompressed(content: Uint8Array, pieceBytes?: number) {
  const { items, error } = await collect(decompress(byteStream(content, pieceBytes)));
  return { text: Buffer.concat(items).toString(), error };
}

describe('decompress', () => {
  test('passes on what is not gzip', async () => {
    expect(await decompressed(Buffer.from(text))).toEqual({ text, error: undefined });
    expect(await decompressed(Buffer.from([0x1f]))).toMatchObject({ text: '\x1f' });
    expect(await decompressed(Buffer.alloc(0))).toMatchObject({ text: '' });
  });

  test.each([1, 7, 65_536])('unpacks gzip that comes in pieces of %i bytes', async (pieceBytes) => {
    const content = 'a small file\n';
    expect(await decompressed(gzipSync(content), pieceBytes)).toEqual({ text: content, error: undefined });
  });

  test('unpacks every member of a file', async () => {
    const content = Buffer.concat([gzipSync(text), gzipSync('between\n'), gzipSync(text)]);
    expect(await decompressed(content)).toEqual({ text: `${text}between\n${text}`, error: undefined });
  });

  test('delivers what came before the end of a truncated file, then fails', async () => {
    const whole = gzipSync(text);
    const result = await decompressed(whole.subarray(0, whole.length / 2));
    expect(text.startsWith(result.text)).toBe(true);
    expect(result.text.length).toBeGreaterThan(text.length / 4);
    expect(result.error).toMatchObject({ name: 'InputError', message: expect.stringContaining('truncated file') });
  });

  test('fails where only the checksum is missing', async () => {
    const whole = gzipSync(text);
    expect(await decompressed(whole.subarray(0, whole.length - 3))).toMatchObject({
      text,
      error: { name: 'InputError' },
    });
  });

  test('delivers what came before damage, then fails', async () => {
    const damaged = Buffer.from(gzipSync(text));
    const middle = Math.floor(damaged.length / 2);
    damaged.fill(0xff, middle, middle + 500);
    const result = await decompressed(damaged);
    expect(text.startsWith(result.text.slice(0, 1000))).toBe(true);
    expect(result.error).toMatchObject({ name: 'InputError', message: expect.stringContaining('damaged') });
  });

  test('passes on a failure of the source', async () => {
    async function* failing() {
      yield gzipSync(text).subarray(0, 500);
      throw new Error('disk gone');
    }
    const { error } = await collect(decompress(failing()));
    expect(error).toMatchObject({ message: 'disk gone' });
  });

  test('stops reading the source when nobody wants more', async () => {
    let closed = false;
    async function* endless() {
      try {
        for (;;) yield gzipSync(text);
      } finally {
        closed = true;
      }
    }
    for await (const bytes of decompress(endless())) if (bytes.length > 0) break;
    expect(closed).toBe(true);
  });
});
