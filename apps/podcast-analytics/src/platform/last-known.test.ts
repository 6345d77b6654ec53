import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createLastKnown, type LastKnown } from './last-known.ts';

class Outage extends Error {}

let stale: number[];
let known: LastKnown;

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  stale = [];
  known = createLastKnown({
    now: Date.now,
    isOutage: (error) => error instanceof Outage,
    onStale: (since) => void stale.push(since),
    maxEntries: 2,
  });
});
afterEach(() => void vi.useRealTimers());

const answer = (value: string) => known.get('question', async () => value);
const down = () =>
  known.get('question', async () => {
    throw new Outage('down');
  });
const slow = (ms: number, value: string) =>
  known.get('question', () => new Promise<string>((resolve) => setTimeout(resolve, ms, value)));

describe('the last known answer', () => {
  test('is not given while there are new ones', async () => {
    expect([await answer('one'), await answer('two')]).toEqual(['one', 'two']);
    expect(stale).toEqual([]);
  });

  test('is given while the source is down, and says from when it is', async () => {
    await answer('one');
    vi.advanceTimersByTime(60_000);
    expect(await down()).toBe('one');
    expect(stale).toEqual([1_000_000]);
    expect(await answer('two')).toBe('two');
  });

  test('is given after a moment while the source is slow, and what came late is the next one', async () => {
    await answer('one');
    const asked = slow(5_000, 'late');
    await vi.advanceTimersByTimeAsync(399);
    expect(stale).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(await asked).toBe('one');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await down()).toBe('late');
  });

  test('is given sooner once the source was slow, until it is quick again', async () => {
    await answer('one');
    const staleAfter = async () => {
      const before = Date.now();
      const asked = slow(5_000, 'late').then(() => Date.now() - before);
      await vi.advanceTimersByTimeAsync(5_000);
      return asked;
    };
    expect([await staleAfter(), await staleAfter()]).toEqual([400, 100]);
    expect(await answer('two')).toBe('two');
    expect(await staleAfter()).toBe(400);
  });

  test('leaves no timer behind', async () => {
    await answer('one');
    await answer('two');
    expect(vi.getTimerCount()).toBe(0);
  });

  test('is not given an hour later', async () => {
    await answer('one');
    vi.advanceTimersByTime(3_600_001);
    await expect(down()).rejects.toThrow('down');
  });

  test('is not given where there is none: then the source is waited for', async () => {
    await expect(down()).rejects.toThrow('down');
    const asked = slow(5_000, 'first');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await asked).toBe('first');
  });

  test('hides no error but an outage', async () => {
    await answer('one');
    const broken = known.get('question', async () => {
      throw new TypeError('a fault of ours');
    });
    await expect(broken).rejects.toThrow('a fault of ours');
  });

  test('of another question is never given', async () => {
    await answer('one');
    const other = known.get('other', async () => {
      throw new Outage('down');
    });
    await expect(other).rejects.toThrow('down');
  });

  test('is kept for so many questions only, those that were asked last', async () => {
    await answer('one');
    await known.get('second', async () => 'two');
    await known.get('third', async () => 'three');
    await expect(down()).rejects.toThrow('down');
    const second = known.get('second', async () => {
      throw new Outage('down');
    });
    expect(await second).toBe('two');
  });
});

test('the same question is asked once at a time', async () => {
  const load = vi.fn(() => new Promise<string>((resolve) => setTimeout(resolve, 100, 'one')));
  const asked = Promise.all([known.get('question', load), known.get('question', load)]);
  await vi.advanceTimersByTimeAsync(100);
  expect(await asked).toEqual(['one', 'one']);
  expect(load).toHaveBeenCalledTimes(1);
});
