import { afterEach, describe, expect, test, vi } from 'vitest';
import { deepFreeze } from '../deep-freeze.ts';
import { errorCode } from '../error-code.ts';
import { observe } from '../observe.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const throwing = (error: unknown) => () => {
  throw error;
};

describe('observe', () => {
  test('hands the event over', () => {
    const observer = vi.fn();
    observe(observer, { type: 'open' });
    expect(observer).toHaveBeenCalledExactlyOnceWith({ type: 'open' });
  });

  test('reports what the observer throws as a warning of the process', () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const error = new Error('broken');
    observe(throwing(error), 1);
    expect(warn).toHaveBeenCalledExactlyOnceWith(error);
  });

  test('keeps a thrown value that is no Error as the cause', () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    observe(throwing('text'), 1);
    expect(warn.mock.calls[0]?.[0]).toMatchObject({ message: 'onEvent threw', cause: 'text' });
  });

  test('reports the rejection of an async observer', async () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const error = new Error('broken');
    observe(async () => throwing(error)(), 1);
    await Promise.resolve();
    expect(warn).toHaveBeenCalledExactlyOnceWith(error);
  });

  test('prefers reportError where the platform has it', () => {
    const report = vi.fn();
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    vi.stubGlobal('reportError', report);
    observe(throwing('text'), 1);
    expect(report).toHaveBeenCalledExactlyOnceWith('text');
    expect(warn).not.toHaveBeenCalled();
  });

  test('is silent on a platform that has neither', () => {
    vi.stubGlobal('process', undefined);
    expect(() => observe(throwing('text'), 1)).not.toThrow();
    vi.stubGlobal('process', {});
    expect(() => observe(throwing('text'), 1)).not.toThrow();
  });
});

describe('errorCode', () => {
  test('reads the code of an error and of any object', () => {
    expect(errorCode(Object.assign(new Error('x'), { code: 'EPIPE' }))).toBe('EPIPE');
    expect(errorCode({ code: 'EPIPE' })).toBe('EPIPE');
  });

  test.each([undefined, null, 'EPIPE', {}, { code: 5 }])('is undefined for %o', (value) => {
    expect(errorCode(value)).toBeUndefined();
  });

  test('is undefined for a value that throws when it is read', () => {
    const hostile = {
      get code() {
        throw new Error('read');
      },
    };
    expect(errorCode(hostile)).toBeUndefined();
  });
});

test('deepFreeze freezes to the leaves and returns the same object', () => {
  const tree = { a: { b: [1, { c: 2 }] }, d: null };
  expect(deepFreeze(tree)).toBe(tree);
  expect([tree, tree.a, tree.a.b, tree.a.b[1]].every(Object.isFrozen)).toBe(true);
});
