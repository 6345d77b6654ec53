import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** What is wrong with a request, said to whoever made it: {@link handleErrors} answers with it. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly status: ContentfulStatusCode;
  /** A word for programs, see the `ApiError`. */
  readonly code: string;

  constructor(status: ContentfulStatusCode, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** The same for what is not there and for what is somebody else's, so that nobody learns which ids there are. */
export function notFound(what: string, id: string): RequestError {
  return new RequestError(404, 'not-found', `There is no ${what} "${id}".`);
}

/** @param message what was expected and what came */
export function invalid(message: string): RequestError {
  return new RequestError(400, 'invalid-request', message);
}

/** It was well asked, and does not go together with how things stand. */
export function conflict(message: string): RequestError {
  return new RequestError(409, 'conflict', message);
}

export function forbidden(message: string): RequestError {
  return new RequestError(403, 'forbidden', message);
}
