import { createGunzip } from 'node:zlib';
import { InputError } from './input-error.ts';
import { peek } from './peek.ts';

/** Deflate expands up to a thousandfold: small pieces keep what one of them becomes to a few megabytes. */
const pieceBytes = 8192;

/** The bytes of a stream, unpacked where they begin as gzip does (RFC 1952), of one member or several. */
export async function* decompress(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { head, whole } = await peek(source, 2);
  if (head[0] === 0x1f && head[1] === 0x8b) yield* gunzip(whole);
  else yield* whole;
}

/** Drives the decoder by hand: a stream that fails throws away what it has decoded but not delivered. */
async function* gunzip(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const decoder = createGunzip();
  const decoded: Uint8Array[] = [];
  let failure: Error | undefined;
  let wake = () => {};
  decoder.on('data', (bytes: Uint8Array) => decoded.push(bytes));
  decoder.on('error', (error) => {
    failure ??= error;
    wake();
  });

  /** Until the step is done or the decoder fails: of the write that made it fail, it never says that it is done. */
  const step = (start: (done: () => void) => void) =>
    new Promise<void>((resolve) => {
      wake = resolve;
      start(resolve);
    });

  try {
    for await (const bytes of source) {
      for (let start = 0; start < bytes.length && !failure; start += pieceBytes) {
        await step((done) => decoder.write(bytes.subarray(start, start + pieceBytes), () => done()));
        yield* decoded.splice(0);
      }
      if (failure) break;
    }
    if (!failure) await step((done) => decoder.once('end', done).end());
    yield* decoded.splice(0);
    if (failure) throw new InputError(`gzip: ${explained(failure)}`, { cause: failure });
  } finally {
    decoder.destroy();
  }
}

function explained(failure: Error): string {
  return 'code' in failure && failure.code === 'Z_BUF_ERROR'
    ? 'the data ends before its end is marked (a truncated file); the lines before were read'
    : `the data is damaged (${failure.message}); the lines before were read`;
}
