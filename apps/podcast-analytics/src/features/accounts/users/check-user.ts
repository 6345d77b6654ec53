import { invalid } from '../../../platform/http/request-error.ts';
import { passwordLength } from '../password.ts';

/** The address as it is stored: in small letters. @throws RequestError */
export function checkEmail(given: string): string {
  const email = given.trim().toLowerCase();
  if (!/^[^\s@\p{Cc}]{1,64}@[^\s@\p{Cc}]{1,250}$/u.test(email)) {
    throw invalid(`email: expected an address such as ann@example.com, got "${given.slice(0, 320)}"`);
  }
  return email;
}

/** @throws RequestError */
export function checkPassword(password: string): string {
  const { least, most } = passwordLength;
  const { length } = password;
  if (length < least || length > most) {
    throw invalid(`password: expected ${least} to ${most} characters, got ${length}`);
  }
  return password;
}
