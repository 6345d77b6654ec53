import { errorCode } from '@scry/internal/error-code';
import { isChaosError } from '../../chaos-error.ts';
import { formatAddress } from '../address.ts';

/** What a request is answered with when it cannot be done, in Toxiproxy's words. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

export const apiErrors = {
  badRequestBody: (detail: string) => new ApiError(`bad request body: ${detail}`, 400),
  missingField: (field: string) => new ApiError(`missing required field: ${field}`, 400),
  proxyNotFound: () => new ApiError('proxy not found', 404),
  proxyAlreadyExists: () => new ApiError('proxy already exists', 409),
  invalidStream: () => new ApiError('stream was invalid, can be either upstream or downstream', 400),
  invalidToxicType: () => new ApiError('invalid toxic type', 400),
  toxicAlreadyExists: () => new ApiError('toxic already exists', 409),
  toxicNotFound: () => new ApiError('toxic not found', 404),
} as const;

/** The error that a request is answered with, whatever went wrong. */
export function apiErrorOf(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (isChaosError(error)) return new ApiError(error.message, 403);
  if (errorCode(error) === 'EADDRINUSE') {
    // Node's own errors of this code have both.
    const { address, port } = error as NodeJS.ErrnoException & { readonly address: string; readonly port: number };
    return new ApiError(`listen tcp ${formatAddress({ host: address, port })}: bind: address already in use`, 500);
  }
  // Nothing in a request throws anything but errors.
  return new ApiError((error as Error).message, 500);
}
