import type { RetryLibrary, Run } from './libraries.ts';

const requests = 10_000;
const atOnce = 1_000;
const failure = Object.assign(new Error('down'), { code: 'ECONNREFUSED' });

/** The calls that reach a dead backend for each request, through three layers that each try three times. */
export async function amplification(library: RetryLibrary): Promise<number> {
  const layer = (): Run => library.policy({ attempts: 3, delayMs: 0 });
  const [outer, middle, inner] = [layer(), layer(), layer()];
  let calls = 0;
  const backend = async (): Promise<never> => {
    calls++;
    throw failure;
  };
  const request = (): Promise<void> =>
    outer(() => middle(() => inner(backend))).then(
      () => Promise.reject(new Error('a dead backend cannot answer')),
      () => undefined,
    );
  for (let sent = 0; sent < requests; sent += atOnce) await Promise.all(Array.from({ length: atOnce }, request));
  return calls / requests;
}
