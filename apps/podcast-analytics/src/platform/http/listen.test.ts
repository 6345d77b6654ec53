import { expect, test } from 'vitest';
import { listen } from './listen.ts';

const hello = () => new Response('hello');

test('takes the next free port where none was asked for', async () => {
  const first = await listen(hello, { host: '127.0.0.1', port: undefined });
  const second = await listen(hello, { host: '127.0.0.1', port: undefined });
  expect(Number(new URL(second.url).port)).toBeGreaterThan(Number(new URL(first.url).port));
  expect(await (await fetch(second.url)).text()).toBe('hello');
  await Promise.all([first.close(), second.close()]);
});

test('answers what it has begun before it closes', async () => {
  const started = signal();
  const mayAnswer = signal();
  const server = await listen(
    async () => {
      started.resolve();
      await mayAnswer.promise;
      return hello();
    },
    { host: '127.0.0.1', port: 0 },
  );
  const answer = fetch(server.url);
  await started.promise;
  const closed = server.close();
  mayAnswer.resolve();
  expect(await (await answer).text()).toBe('hello');
  await closed;
  await expect(fetch(server.url)).rejects.toThrow('fetch failed');
});

function signal(): { readonly promise: Promise<void>; resolve(): void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve: () => resolve() };
}
