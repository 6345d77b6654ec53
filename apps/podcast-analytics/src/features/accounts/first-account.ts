import type { Accounts } from './accounts.ts';
import { createPassword } from './password.ts';

export interface LogIn {
  readonly email: string;
  readonly password: string;
}

/** Of the demo data. Everybody knows it, so that it opens a console on loopback only. */
export const demoLogIn: LogIn = { email: 'demo@podcast.example', password: 'demo-password' };

/** The tenant whose data an import fills. */
export const homeTenant = 'demo';

/**
 * The log-in to tell whoever starts the console: that of the demo, or that of an installation without users, which gets one.
 * Its password is told this once.
 *
 * @throws Error where others than this machine could use the password that everybody knows.
 */
export async function firstLogIn(accounts: Accounts, host: string): Promise<LogIn | undefined> {
  if (await accounts.isPasswordOf(demoLogIn.email, demoLogIn.password)) {
    if (!/^(127\.|::1$|localhost$)/.test(host)) throw new Error(demoInPublic(host));
    return demoLogIn;
  }
  if (await accounts.hasUsers()) return undefined;
  const logIn = { email: 'owner@localhost', password: createPassword() };
  await accounts.addUser({ ...logIn, tenantId: homeTenant, role: 'ADMIN' });
  return logIn;
}

function demoInPublic(host: string): string {
  return `HOST: expected a loopback address, got "${host}": everybody knows the password of the demo in this data directory. Give it another one first: podcast-analytics accounts set-password ${demoLogIn.email}`;
}
