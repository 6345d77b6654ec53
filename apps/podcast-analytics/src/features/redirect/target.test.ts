import fc from 'fast-check';
import { expect, test } from 'vitest';
import { targetOf } from './target.ts';

const at = (path: string) => targetOf(`http://console.example:3000${path}`);

test.each([
  ['/e/demo/example.com/show/1.mp3', 'example.com', 'https://example.com/show/1.mp3'],
  [
    '/e/demo/Media.Example.com:8443/a%20b.mp3?x=1&y=%2F',
    'media.example.com:8443',
    'https://media.example.com:8443/a%20b.mp3?x=1&y=%2F',
  ],
  ['/e/demo/other.example/e/x/example.com/1.mp3', 'other.example', 'https://other.example/e/x/example.com/1.mp3'],
  ['/e/demo/192.0.2.1/1.mp3', '192.0.2.1', 'https://192.0.2.1/1.mp3'],
])('%s leads to its host, with path and query as they came', (path, host, url) => {
  expect(at(path)).toEqual({ tenantId: 'demo', host, url });
});

test.each([
  '/e/demo',
  '/e/demo/',
  '/e/demo/example.com',
  '/e//example.com/1.mp3',
  '/e/demo//example.com/1.mp3',
  '/e/demo/user@example.com/1.mp3',
  '/e/demo/example.com%2f@evil.example/1.mp3',
  '/e/demo/example.com\\@evil.example/1.mp3',
  '/e/demo/https://example.com/1.mp3',
  '/e/demo/[::1]/1.mp3',
  '/e/demo/example..com/1.mp3',
  '/e/demo/example.com:99999999/1.mp3',
  '/e/demo/-example.com/1.mp3',
  '/e/demo/example.com:443/1.mp3',
  '/e/demo/2130706433/1.mp3',
  '/e/demo/0x7f.1/1.mp3',
  `/e/demo/${'a'.repeat(254)}/1.mp3`,
  '/e/demo/?/example.com/1.mp3',
])('%s leads nowhere', (path) => {
  expect(at(path)).toBeUndefined();
});

test('wherever it leads, a browser goes to the very host that was looked up', () => {
  const piece = fc.string({
    unit: fc.constantFrom('a', '.', '/', '\\', '@', ':', '%', '2', 'f', '?', '#', 'é', ' ', '\t'),
    maxLength: 12,
  });
  fc.assert(
    fc.property(piece, piece, (host, rest) => {
      const target = at(`/e/demo/${host}/${rest}`);
      if (target) expect(new URL(target.url).host).toBe(target.host);
    }),
    { numRuns: 5_000 },
  );
});
