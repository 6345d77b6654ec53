import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { HttpEnv } from '../../platform/http/http-env.ts';
import { ownOrigin } from '../../platform/http/own-origin.ts';
import { openIfPossible } from '../../platform/keys/open-if-possible.ts';
import type { Sealer } from '../../platform/keys/sealer.ts';
import { sessionCookie } from './authenticate.ts';

interface Kept {
  readonly token: string;
  readonly expiresAt: Date;
}

const halfCookie = 'half-log-in';
const deviceCookie = 'device';
const shownCookie = 'shown-once';
const deviceMs = 365 * 24 * 3_600_000;

/** No script can read them, no other site can use them. */
function keep(context: Context<HttpEnv>, name: string, value: string, expires: Date, path = '/'): void {
  setCookie(context, name, value, { path, httpOnly: true, sameSite: 'Lax', secure: isTls(context), expires });
}

function isTls(context: Context<HttpEnv>): boolean {
  return ownOrigin(context).startsWith('https:');
}

export function setSession(context: Context<HttpEnv>, { token, expiresAt }: Kept): void {
  keep(context, sessionCookie, token, expiresAt);
}

export function endSessionCookie(context: Context<HttpEnv>): void {
  deleteCookie(context, sessionCookie, { path: '/' });
}

/** The token of the session that the request comes with. */
export function sessionToken(context: Context<HttpEnv>): string {
  return getCookie(context, sessionCookie) ?? '';
}

export function setHalfLogIn(context: Context<HttpEnv>, { token, expiresAt }: Kept): void {
  keep(context, halfCookie, token, expiresAt, '/login');
}

export function endHalfLogIn(context: Context<HttpEnv>): void {
  deleteCookie(context, halfCookie, { path: '/login' });
}

export function halfLogInToken(context: Context<HttpEnv>): string | undefined {
  return getCookie(context, halfCookie);
}

/** Where a try comes from, see log-in/known-device.ts. */
export function originOf(context: Context<HttpEnv>) {
  return { userAgent: context.req.header('user-agent'), device: getCookie(context, deviceCookie) };
}

export function setDevice(context: Context<HttpEnv>, device: string, now: number): void {
  keep(context, deviceCookie, device, new Date(now + deviceMs));
}

/**
 * What is to be shown once, such as a new key, on its way from the form to the page behind it: sealed, for no longer than
 * the browser needs, so that reloading that page neither makes another nor shows this one again.
 */
export function showOnce(context: Context<HttpEnv>, sealer: Sealer, text: string): void {
  setCookie(context, shownCookie, sealer.seal(text, shownCookie), {
    path: '/account',
    httpOnly: true,
    sameSite: 'Lax',
    secure: isTls(context),
    maxAge: 60,
  });
}

export function takeShownOnce(context: Context<HttpEnv>, sealer: Sealer): string | undefined {
  const sealed = getCookie(context, shownCookie);
  if (sealed === undefined) return undefined;
  deleteCookie(context, shownCookie, { path: '/account' });
  return openIfPossible(sealer, sealed, shownCookie)?.toString();
}
