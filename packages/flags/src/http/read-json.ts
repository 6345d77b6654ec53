import { BodyTooLong, readText } from './read-text.ts';

/** What a request gets that is not answered: a status, and its body. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly errorCode: string;

  constructor(status: number, errorCode: string, message: string) {
    super(message);
    this.status = status;
    this.errorCode = errorCode;
  }
}

/** @throws Refusal: 415 for another type, 413 for a longer body, 400 for what is no JSON. */
export async function readJson(request: Request, maxBytes: number): Promise<unknown> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^\s*application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type)) {
    throw new Refusal(415, 'GENERAL', `Content-Type must be application/json, got ${type || 'none'}`);
  }
  try {
    return JSON.parse(await readText(request, maxBytes));
  } catch (error) {
    if (error instanceof BodyTooLong) throw new Refusal(413, 'GENERAL', error.message);
    // A SyntaxError of the parser, a TypeError of the decoder, or what broke the transfer.
    throw new Refusal(400, 'PARSE_ERROR', `the body must be JSON: ${(error as Error).message}`);
  }
}
