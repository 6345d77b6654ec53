/** The input as a whole cannot be read on; what was delivered before is good. The message is for the person who gave it. */
export class InputError extends Error {
  override readonly name = 'InputError';
}
