import { environment } from './environment.ts';

/** Whether this is production, and one of its two keys is missing. */
export function isLocked(allowInProduction: boolean): boolean {
  if (environment('NODE_ENV') !== 'production') return false;
  return !allowInProduction || environment('SCRY_CHAOS_ALLOW') !== '1';
}
