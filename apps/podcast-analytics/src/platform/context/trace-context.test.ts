import { expect, test } from 'vitest';
import { continueTrace, parseTraceparent, traceparentOf } from './trace-context.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const parent = 'b7ad6b7169203331';

test('reads the header of version 00', () => {
  expect(parseTraceparent(`00-${traceId}-${parent}-01`)).toEqual({ traceId, spanId: parent, isSampled: true });
  expect(parseTraceparent(`00-${traceId}-${parent}-00`)).toMatchObject({ isSampled: false });
});

test('reads what it knows of a later version', () => {
  expect(parseTraceparent(`cc-${traceId}-${parent}-03-what-comes-then`)).toMatchObject({ traceId, isSampled: true });
});

test.each([
  undefined,
  '',
  'nonsense',
  `ff-${traceId}-${parent}-01`,
  `00-${'0'.repeat(32)}-${parent}-01`,
  `00-${traceId}-${'0'.repeat(16)}-01`,
  `00-${traceId.toUpperCase()}-${parent}-01`,
  `00-${traceId}-${parent}-01-more`,
  `00-${traceId}-${parent}-01\n`,
])('takes %j for none, and begins a trace of its own', (header) => {
  expect(parseTraceparent(header)).toBeUndefined();
  const [first, second] = [continueTrace(header), continueTrace(header)];
  expect(first.traceId).not.toBe(second.traceId);
  expect(parseTraceparent(traceparentOf(first))).toEqual(first);
});

test('goes on with the trace of the caller, under an id of its own', () => {
  const { traceId: kept, spanId, isSampled } = continueTrace(`00-${traceId}-${parent}-00`);
  expect({ kept, isSampled }).toEqual({ kept: traceId, isSampled: false });
  expect(spanId).toMatch(/^[\da-f]{16}$/);
  expect(spanId).not.toBe(parent);
});
