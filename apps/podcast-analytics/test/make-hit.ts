import type { Hit } from '../src/counting/hit.ts';

export const noon = Date.UTC(2026, 1, 3, 12);

/** A request that counts on its own, but for what is given. */
export function makeHit(overrides: Partial<Hit> = {}): Hit {
  return {
    time: noon,
    method: 'GET',
    url: 'https://example.com/show/episode-1.mp3',
    userAgent: 'AntennaPod/3.4.0',
    address: '198.51.100.7',
    ...overrides,
  };
}
