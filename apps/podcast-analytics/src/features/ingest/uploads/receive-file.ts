import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { Busboy, type BusboyFileStream } from '@fastify/busboy';
import { invalid, RequestError } from '../../../platform/http/request-error.ts';

/** The file of a form while it comes in. */
export interface IncomingFile {
  readonly name: string;
  readonly content: Readable;
  /** Ends when the rest of the file is not going to come. */
  readonly signal: AbortSignal;
  /** Whether more came than was allowed; known at the end of the content. */
  isTooLarge(): boolean;
}

/** Gives the first file of a form (RFC 7578) to `take` while it comes in: none of it is held in memory. */
export async function receiveFile<T>(
  request: Request,
  maxBytes: number,
  take: (file: IncomingFile) => Promise<T>,
): Promise<T> {
  const type = request.headers.get('content-type') ?? '';
  if (!request.body || !/^multipart\/form-data\s*;.*boundary=/i.test(type)) {
    throw invalid(`expected a form with a file (multipart/form-data), got "${type}"`);
  }
  const limits = { fileSize: maxBytes, files: 1, fields: 10, parts: 11, fieldSize: 1000, headerPairs: 20 };
  const form = new Busboy({ headers: { 'content-type': type }, limits });
  const stop = new AbortController();
  const { signal } = stop;
  let taken: Promise<T> | undefined;
  form.on('file', (_field: string, content: BusboyFileStream, name: string | undefined) => {
    if (!name) {
      content.resume();
      return;
    }
    taken = take({ name, content, signal, isTooLarge: () => content.truncated });
    taken.catch(() => stop.abort()); // nobody reads the rest of it
  });
  try {
    // The cast: the types of fetch and of node:stream/web name the same class.
    await pipeline(Readable.fromWeb(request.body as ReadableStream), form, { signal });
  } catch (error) {
    stop.abort();
    await taken; // its own error says more
    throw new RequestError(400, 'invalid-request', `the form could not be read: ${messageOf(error)}`);
  }
  if (!taken) throw invalid('log: expected a file, got none');
  return taken;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
