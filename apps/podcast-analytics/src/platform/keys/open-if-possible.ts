import { SealError, type Sealer } from './sealer.ts';

/** What was sealed; undefined where it was changed, is of another context, or of a key that is not known any more. */
export function openIfPossible(sealer: Sealer, sealed: string, context: string): Buffer | undefined {
  try {
    return sealer.open(sealed, context);
  } catch (error) {
    if (error instanceof SealError) return undefined;
    throw error;
  }
}
