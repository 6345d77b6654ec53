import { expect, test } from 'vitest';
import { parseTraceparent } from '../src/traceparent.ts';

const trace = '0af7651916cd43dd8448eb211c80319c';
const parent = 'b7ad6b7169203331';

test.each([`00-${trace}-${parent}-01`, `01-${trace}-${parent}-00`, `cc-${trace}-${parent}-01-what-the-future-will-be`])(
  'reads the trace of %s',
  (text) => {
    expect(parseTraceparent(text)).toEqual({ text, traceId: trace });
  },
);

// Of the test suite that W3C Trace Context points to: each is to be taken as if there were no header.
test.each([
  undefined,
  '',
  `ff-${trace}-${parent}-01`,
  `00-${'0'.repeat(32)}-${parent}-01`,
  `00-${trace}-${'0'.repeat(16)}-01`,
  `00-${trace.toUpperCase()}-${parent}-01`,
  `00-${trace}-${parent}-01-more`,
  `00-${trace}-${parent}`,
  `00-${trace}-${parent}-1`,
  `00-${trace.slice(1)}-${parent}-01`,
  ` 00-${trace}-${parent}-01`,
  `cc-${trace}-${parent}-01.more`,
  `cc-${trace}-${parent}-01-${'a'.repeat(300)}`,
  `00-${trace}-${parent}-01, 00-${trace}-${parent}-01`,
])('takes %j for no header', (text) => {
  expect(parseTraceparent(text)).toBeUndefined();
});

test('may be as long as 256 characters, and not longer', () => {
  const later = `cc-${trace}-${parent}-01-`;
  const longest = later.padEnd(256, 'a');
  expect(parseTraceparent(longest)).toEqual({ text: longest, traceId: trace });
  expect(parseTraceparent(`${longest}a`)).toBeUndefined();
});
