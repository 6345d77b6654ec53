import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { createRedactor } from '../src/index.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

test('a redactor holds nothing of what it was given last', async () => {
  const redact = createRedactor();
  const seen = (function use(): WeakRef<object>[] {
    const inner = { password: 'x' };
    const clean = { id: 1 };
    const outer = { clean, list: [{ note: 'clean', more: [inner] }] };
    redact(outer);
    return [inner, clean, outer].map((value) => new WeakRef(value));
  })();
  // A WeakRef holds on until the job that made it is over.
  await new Promise((resolve) => setImmediate(resolve));
  collect();
  expect(seen.map((reference) => reference.deref())).toEqual([undefined, undefined, undefined]);
});
