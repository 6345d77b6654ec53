import type { SignedCheckpoint } from './checkpoint.ts';

/**
 * Gives checkpoints to whoever keeps them elsewhere, one at a time. Only the last one waits meanwhile: it speaks for all
 * before it.
 */
export function createAnchor(
  anchor: (checkpoint: SignedCheckpoint) => unknown,
  failed: (error: unknown) => void,
): (checkpoint: SignedCheckpoint) => void {
  let waiting: SignedCheckpoint | undefined;
  let busy = false;

  async function work(): Promise<void> {
    busy = true;
    while (waiting !== undefined) {
      const checkpoint = waiting;
      waiting = undefined;
      try {
        await anchor(checkpoint);
      } catch (error) {
        failed(error);
      }
    }
    busy = false;
  }

  return function offer(checkpoint) {
    waiting = checkpoint;
    if (!busy) void work();
  };
}
