import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createBackupKey } from './backup-key.ts';
import { seal, unseal } from './sealed-stream.ts';

const key = createBackupKey(Buffer.alloc(32, 7));
const chunk = 64 * 1024;
const sealedChunk = chunk + 16;
const headerBytes = 48;

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function all(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source) pieces.push(piece);
  return Buffer.concat(pieces);
}

const sealed = (bytes: Uint8Array, size = 10_000) => all(seal(key)(inPieces(bytes, size)));
const unsealed = (bytes: Uint8Array, size = 10_000, keys = [key]) => all(unseal(keys)(inPieces(bytes, size)));

describe('a sealed stream', () => {
  test.each([0, 1, chunk - 1, chunk, chunk + 1, 3 * chunk, 200_000])(
    'of %i bytes comes back as it was',
    async (length) => {
      const bytes = randomBytes(length);
      expect((await unsealed(await sealed(bytes))).equals(bytes)).toBe(true);
    },
  );

  test('does not depend on the pieces that it comes in', async () => {
    const bytes = randomBytes(2 * chunk + 5);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 100, max: 3 * chunk }),
        fc.integer({ min: 1000, max: 3 * chunk }),
        async (a, b) => (await unsealed(await sealed(bytes, a), b)).equals(bytes),
      ),
      { numRuns: 20 },
    );
  });

  test('holds nothing of what went in, and is another one each time', async () => {
    const bytes = Buffer.alloc(1000, 'secret');
    const [first, second] = [await sealed(bytes), await sealed(bytes)];
    expect(first.includes('secret')).toBe(false);
    expect(first.subarray(16).equals(second.subarray(16))).toBe(false);
  });

  test('is refused with any one of its bits turned', async () => {
    const whole = await sealed(randomBytes(chunk + 100));
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(7), async (at, bit) => {
        const damaged = Buffer.from(whole);
        damaged[at] = (damaged[at] ?? 0) ^ (1 << bit);
        await expect(unsealed(damaged)).rejects.toThrow();
      }),
      { numRuns: 60 },
    );
  });

  test('is refused when it is cut off anywhere, at the end of a chunk too', async () => {
    const whole = await sealed(randomBytes(3 * chunk));
    const ends = [
      0,
      1,
      47,
      headerBytes,
      headerBytes + 1,
      headerBytes + sealedChunk,
      headerBytes + 2 * sealedChunk,
      whole.length - 1,
    ];
    for (const end of ends) await expect(unsealed(whole.subarray(0, end)), String(end)).rejects.toThrow();
  });

  test('is refused with bytes behind its end, and with chunks in another order', async () => {
    const whole = await sealed(randomBytes(3 * chunk));
    const [head, first, second, last] = [
      whole.subarray(0, headerBytes),
      whole.subarray(headerBytes, headerBytes + sealedChunk),
      whole.subarray(headerBytes + sealedChunk, headerBytes + 2 * sealedChunk),
      whole.subarray(headerBytes + 2 * sealedChunk),
    ];
    const made = (...parts: Buffer[]) => unsealed(Buffer.concat([head, ...parts]));
    await expect(made(first, second, last)).resolves.toHaveLength(3 * chunk);
    await expect(made(second, first, last)).rejects.toThrow('damaged');
    await expect(made(first, last)).rejects.toThrow('damaged');
    await expect(made(first, second, last, Buffer.alloc(1))).rejects.toThrow('damaged');
    await expect(made(first, second, last, last)).rejects.toThrow('damaged');
  });

  test('is opened with an older key of several, and names the key that is missing', async () => {
    const newer = createBackupKey(Buffer.alloc(32, 8));
    const bytes = randomBytes(100);
    const whole = await sealed(bytes);
    expect((await unsealed(whole, 1000, [newer, key])).equals(bytes)).toBe(true);
    await expect(unsealed(whole, 1000, [newer])).rejects.toThrow(`needs the key ${key.id.toString('hex')}`);
  });

  test('hands out no byte of a chunk that is not proved', async () => {
    const whole = await sealed(randomBytes(2 * chunk));
    whole[headerBytes + sealedChunk + 5] = (whole[headerBytes + sealedChunk + 5] ?? 0) ^ 1;
    let handedOut = 0;
    const read = async () => {
      for await (const bytes of unseal([key])(inPieces(whole, 10_000))) handedOut += bytes.length;
    };
    await expect(read()).rejects.toThrow('after byte');
    expect(handedOut).toBe(chunk);
  });
});

test('a key is 32 bytes', () => {
  expect(() => createBackupKey(Buffer.alloc(31))).toThrow('expected 32 bytes, got 31');
});
