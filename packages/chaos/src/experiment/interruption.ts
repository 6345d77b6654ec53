import { onAbort } from '@scry/internal/on-abort';

/** A signal that asks a process to end, or says something else to it. */
export type ProcessSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGQUIT' | 'SIGBREAK' | 'SIGUSR1' | 'SIGUSR2';

export const processSignalNames: readonly ProcessSignal[] = [
  'SIGINT',
  'SIGTERM',
  'SIGHUP',
  'SIGQUIT',
  'SIGBREAK',
  'SIGUSR1',
  'SIGUSR2',
];

/** Calls `listener` with the name of each of these signals that the process is sent. Returns the function that stops it. */
export function onProcessSignals(names: readonly ProcessSignal[], listener: (name: string) => void): () => void {
  for (const name of names) process.on(name, listener);
  return () => {
    for (const name of names) process.off(name, listener);
  };
}

/** Calls `listener` when the signal is or gets aborted. Returns the function that stops it. */
export function whenAborted(signal: AbortSignal | undefined, listener: (reason: unknown) => void): () => void {
  if (!signal) return () => {};
  if (signal.aborted) listener(signal.reason);
  return onAbort([signal], listener);
}
