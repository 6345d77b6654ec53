import { describe, expect, test } from 'vitest';
import { createRedactor } from '../src/index.ts';

describe('keys', () => {
  test('take the place of the known ones', () => {
    const redact = createRedactor({ keys: ['shoe size', /^x-internal-/i], values: false });
    expect(redact({ password: 'x', userShoeSize: 43, 'X-Internal-Id': 7, 'id-x-internal-': 1 })).toEqual({
      password: 'x',
      userShoeSize: '[REDACTED]',
      'X-Internal-Id': '[REDACTED]',
      'id-x-internal-': 1,
    });
  });

  test('are added to and taken from the known ones', () => {
    const redact = createRedactor({ keys: { extend: ['codename'], allow: ['csrf token'] } });
    expect(redact({ codename: 'x', csrfToken: 'y', token: 'z' })).toEqual({
      codename: '[REDACTED]',
      csrfToken: 'y',
      token: '[REDACTED]',
    });
  });

  test('of more words decide over those of fewer', () => {
    const redact = createRedactor({ keys: { extend: ['my page token'] } });
    expect(redact({ nextPageToken: 'x', myPageToken: 'y' })).toEqual({ nextPageToken: 'x', myPageToken: '[REDACTED]' });
  });

  test('may be a pattern with a state, which does not matter', () => {
    const redact = createRedactor({ keys: [/secret/g], values: false });
    for (let i = 0; i < 3; i++) expect(redact({ [`secret${i}`]: 'x' })).toEqual({ [`secret${i}`]: '[REDACTED]' });
  });

  test('are judged anew when there were too many to remember', () => {
    const redact = createRedactor({ values: false });
    for (let i = 0; i < 5_000; i++) {
      const name = `field${String.fromCharCode(97 + (i % 26))}${i}`;
      expect(redact({ [name]: 1, [`${name}Password`]: 'x' })).toEqual({ [name]: 1, [`${name}Password`]: '[REDACTED]' });
    }
    const long = `${'x'.repeat(100_000)}Password`;
    expect(redact({ [long]: 'x', [long.slice(1)]: 'y' })).toEqual({
      [long]: '[REDACTED]',
      [long.slice(1)]: '[REDACTED]',
    });
  });

  test.each(['path', 'name', 'key', 'field'])('in a pair are what its %s says', (label) => {
    const redact = createRedactor();
    expect(redact({ [label]: 'db.password', old: 'a', new: 'b' })).toEqual({
      [label]: 'db.password',
      old: '[REDACTED]',
      new: '[REDACTED]',
    });
    const clean = { [label]: 'db.port', old: 1, new: 2 };
    expect(redact(clean)).toBe(clean);
  });

  test('in a pair may be given as a list of names', () => {
    expect(createRedactor()({ changes: [{ path: ['users', 0, 'apiKey'], value: 'a', id: 1 }] })).toEqual({
      changes: [{ path: ['users', 0, 'apiKey'], value: '[REDACTED]', id: 1 }],
    });
    const clean = { value: 'a', before: 'b' };
    expect(createRedactor()(clean)).toBe(clean);
    expect(createRedactor({ keys: ['value'] })({ value: 'a' })).toEqual({ value: '[REDACTED]' });
  });
});
