import type { OptionRule } from '@scry/internal/check-options';

/** Of visible characters, as a header takes them. */
export const aChallenge: OptionRule = [
  'string',
  'a challenge such as "Bearer"',
  (text: string) => /^[!-~][ -~]*$/.test(text),
];
