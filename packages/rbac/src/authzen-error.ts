/** A request that is answered with an error (AuthZEN 1.0 §10.1.2). Its message is for the caller. */
export class AuthzenError extends Error {
  override readonly name = 'AuthzenError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
