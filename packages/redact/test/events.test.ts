import { describe, expect, test, vi } from 'vitest';
import { createRedactor, type RedactEvent } from '../src/index.ts';

describe('events', () => {
  test('tell of each call that redacted something, and of no other', () => {
    const events: RedactEvent[] = [];
    const redact = createRedactor({ name: 'audit', onEvent: (event) => events.push(event) });
    redact({ id: 1 });
    redact({ password: 'x', note: 'ada.lovelace@example.com' });
    redact.stringify([{ token: 'x' }]);
    expect(events).toEqual([
      {
        type: 'redacted',
        name: 'audit',
        findings: [
          { path: ['password'], by: 'name', rule: 'password' },
          { path: ['note'], by: 'value', rule: 'email', start: 0, end: 24 },
        ],
      },
      { type: 'redacted', name: 'audit', findings: [{ path: [0, 'token'], by: 'name', rule: 'token' }] },
    ]);
  });

  test('tell of a censor that threw', () => {
    const onEvent = vi.fn();
    const error = new Error('no');
    const censor = () => {
      throw error;
    };
    createRedactor({ censor, onEvent })({ a: { pin: 1 } });
    expect(onEvent.mock.calls[0]).toEqual([{ type: 'censor-failed', name: 'redact', path: ['a', 'pin'], error }]);
  });

  test('that nobody asked for are not told, and not missed', () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const censor = vi.fn(() => {
      throw new Error('no');
    });
    expect(createRedactor({ censor })({ pin: 1 })).toEqual({ pin: '[REDACTED]' });
    expect(censor).toHaveBeenCalledTimes(1);
    expect(warned).not.toHaveBeenCalled();
    warned.mockRestore();
  });

  test('are not sent for an explanation', () => {
    const onEvent = vi.fn();
    createRedactor({ onEvent }).explain({ password: 'x' });
    expect(onEvent).not.toHaveBeenCalled();
  });

  test('do not change the outcome when the observer throws', () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const broken = new Error('observer');
    const redact = createRedactor({
      onEvent: () => {
        throw broken;
      },
    });
    expect(redact({ password: 'x' })).toEqual({ password: '[REDACTED]' });
    expect(warned).toHaveBeenCalledWith(broken);
    warned.mockRestore();
  });
});
