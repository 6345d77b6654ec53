import { databaseErrorKind } from '../../../platform/db/database-error.ts';

/** Why something failed, for the page: of a fault inside, nothing but that there was one. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'It failed for an unknown reason.';
  if (databaseErrorKind(error) !== 'other' || 'severity' in error) return 'The database could not be asked.';
  return error.message || error.name;
}
