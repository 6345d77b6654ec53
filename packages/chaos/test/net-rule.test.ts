import { describe, expect, test } from 'vitest';
import { netRule } from '../src/net.ts';

const host = '127.0.0.1';

describe('netRule', () => {
  test.each<[object, string]>([
    [{ action: 'refuse', port: 65_536 }, 'port must be an integer in [0, 65535], got 65536'],
    [{ action: 'refuse', port: 0.5 }, 'port must be an integer in [0, 65535], got 0.5'],
    [{ action: 'refuse', name: '' }, 'name must be a string that is not empty, got ""'],
    [{ action: 'refuse', when: 5 }, 'when must be a function, got 5'],
    [{ action: 'refuse', host: '' }, 'host must be a string that is not empty, got ""'],
    [{ action: 'drop' }, "action must be 'refuse', 'hang', { delayMs }, { redirect } or { toxics }, got \"drop\""],
    [{}, "action must be 'refuse', 'hang', { delayMs }, { redirect } or { toxics }, got undefined"],
    [{ action: {} }, "action must be 'refuse', 'hang', { delayMs }, { redirect } or { toxics }, got an object"],
    [
      { action: { redirect: null } },
      "action must be 'refuse', 'hang', { delayMs }, { redirect } or { toxics }, got an object",
    ],
    [
      { action: { toxics: 5 } },
      "action must be 'refuse', 'hang', { delayMs }, { redirect } or { toxics }, got an object",
    ],
    [{ action: { toxics: [{ type: 'none' }] } }, 'type must be latency, bandwidth'],
    [{ action: { delayMs: -1 } }, 'action.delayMs must be a finite number >= 0, got -1'],
    [{ action: { redirect: { host, port: -1 } } }, 'action.redirect.port must be an integer in [0, 65535], got -1'],
    [{ action: { redirect: { port: 1 } } }, 'action.redirect.host must be a string that is not empty, got undefined'],
  ])('refuses %o', (rule, message) => {
    expect(() => netRule(rule as never)).toThrow(`netRule: ${message}`);
  });

  test.each([0, 65_535])('takes the port %i', (port) => {
    expect(netRule({ port, action: { redirect: { host, port } } }).name).toBe(`net redirect *:${port}`);
  });

  test('is named after what it does', () => {
    const redirect = { host, port: 1 };
    const names = [
      { port: 1, action: 'hang' },
      { host: 'a', action: { delayMs: 1 } },
      { action: { redirect } },
      { port: 2, action: { toxics: [] } },
    ] as const;
    expect(names.map((rule) => netRule(rule).name)).toEqual([
      'net hang *:1',
      'net delay a:*',
      'net redirect *:*',
      'net toxics *:2',
    ]);
  });
});
