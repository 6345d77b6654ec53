import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

/** OWASP's minimum for argon2id: 19 MiB, two passes, one lane. A hash keeps the figures that it was made with. */
const settings = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** In characters. The upper bound keeps a log-in from being made to hash megabytes. */
export const passwordLength = { least: 10, most: 200 } as const;

/** The password's argon2id hash (RFC 9106) in the PHC string format. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, settings);
}

/** What stands in for the hash of somebody who is not there, so that the time of an answer does not tell who is. */
let nobody: Promise<string> | undefined;

/** Takes as long for an account that does not exist (`undefined`) as for a wrong password. */
export async function verifyPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  nobody ??= hashPassword('nobody');
  const isRight = await verify(passwordHash ?? (await nobody), password);
  return isRight && passwordHash !== undefined;
}

/** 120 random bits. */
export function createPassword(): string {
  return randomBytes(15).toString('base64url');
}
