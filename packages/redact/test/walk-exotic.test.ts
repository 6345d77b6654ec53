// Values that have an idea of their own of what they are.
import { describe, expect, test } from 'vitest';
import { createRedactor } from '../src/index.ts';

const redact = createRedactor();
const mail = 'ada.lovelace@example.com';
const shown = 'ada***@example.com';

describe('a toJSON', () => {
  test('of a Date or a URL that is not the usual one is asked, and not the value', () => {
    expect(redact([Object.assign(new Date(0), { toJSON: () => mail })])).toEqual([shown]);
    expect(redact([Object.assign(new URL('https://example.com'), { toJSON: () => mail })])).toEqual([shown]);
  });

  test('that is borrowed from Date is asked', () => {
    const borrowed = { password: 'x', toISOString: () => mail, toJSON: Date.prototype.toJSON };
    expect(redact([borrowed])).toEqual([shown]);
  });

  test('is called as JSON.stringify calls it on a whole value', () => {
    const told: unknown[] = [];
    redact({ toJSON: (...given: unknown[]) => told.push(given) });
    expect(told).toEqual([['']]);
  });
});

test('a function is left as it is, with its properties', () => {
  const named = Object.assign(() => 1, { password: 'x' });
  expect(redact([named, 'x'])[0]).toBe(named);
});

test('a boxed BigInt is a text in JSON, and itself elsewhere', () => {
  const boxed = Object(4n);
  expect(redact.stringify({ boxed, id: 1 })).toBe('{"boxed":"4","id":1}');
  expect(redact({ boxed }).boxed).toBe(boxed);
});

describe('a copy', () => {
  const usual = { writable: true, configurable: true };

  test('of an error has the message that its class gives it, redacted', () => {
    class Failure extends Error {}
    Object.defineProperty(Failure.prototype, 'message', { value: `to ${mail}` });
    const error = Object.assign(new Failure(), { token: 'x' });
    expect(redact(error).message).toBe(`to ${shown}`);
  });

  test('of a DOMException still tells its name and message', () => {
    const copy = redact(new DOMException(`to ${mail}`, 'DataCloneError'));
    expect(copy).toBeInstanceOf(DOMException);
    expect([copy.name, copy.message]).toEqual(['DataCloneError', `to ${shown}`]);
    expect(Object.keys(copy)).toEqual([]);
  });

  test('of an error and of an instance can be changed and extended like any other', () => {
    const error = redact(Object.assign(new Error('e'), { token: 'x' }));
    const instance = redact(
      new (class Account {
        readonly token = 'x';
      })(),
    );
    for (const copy of [error, instance]) {
      expect(Object.getOwnPropertyDescriptor(copy, 'token')).toEqual({
        value: '[REDACTED]',
        enumerable: true,
        ...usual,
      });
    }
    expect(Object.getOwnPropertyDescriptor(error, 'message')).toEqual({ value: 'e', enumerable: false, ...usual });
  });
});
