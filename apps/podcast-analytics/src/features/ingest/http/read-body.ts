import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { invalid, RequestError } from '../../../platform/http/request-error.ts';

export interface BodyLimits {
  /** As it is sent. */
  readonly sentBytes: number;
  /** After decompression. */
  readonly bytes: number;
}

const unpack = promisify(gunzip);

/** The body of a request, unpacked where it says that it is gzip. @throws {RequestError} where it is larger than the limits. */
export async function readBody(request: Request, { sentBytes, bytes }: BodyLimits): Promise<Buffer> {
  const encoding = request.headers.get('content-encoding') ?? 'identity';
  if (encoding !== 'gzip' && encoding !== 'identity') {
    throw new RequestError(415, 'unsupported', `content-encoding: expected gzip or none, got "${encoding}"`);
  }
  const sent = await readUpTo(request, sentBytes);
  if (encoding === 'identity') return sent;
  try {
    return await unpack(sent, { maxOutputLength: bytes });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') {
      throw tooLarge(`at most ${bytes.toLocaleString('en')} bytes after decompression, got more`);
    }
    throw invalid('body: expected gzip, as content-encoding says, got data that is none');
  }
}

async function readUpTo(request: Request, most: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of request.body ?? []) {
    length += part.length;
    if (length > most) throw tooLarge(`at most ${most.toLocaleString('en')} bytes, got more`);
    parts.push(part);
  }
  return Buffer.concat(parts, length);
}

function tooLarge(what: string): RequestError {
  return new RequestError(413, 'too-large', `body: expected ${what}`);
}
