import { createFakeClock } from '@scry/internal/fake-clock';
import { describe, expect, test } from 'vitest';
import type { Sink } from '../src/index.ts';
import { memorySink } from '../src/index.ts';
import { firstPrev } from '../src/line.ts';
import { openSinks } from '../src/open-sinks.ts';
import { SinkFeed } from '../src/sink-feed.ts';
import { turns } from './open-scripted-log.ts';
import { deferred, scriptedSink } from './scripted-sink.ts';
import { sampleLines, sinkHost } from './sink-host.ts';

function feedOf(sink: Sink, { timeoutMs = 100, maxOwed = 3 } = {}) {
  const clock = createFakeClock();
  const lost: number[] = [];
  const failed: [lines: number, error: unknown][] = [];
  const feed = new SinkFeed(
    sink,
    { timeoutMs, maxOwed, clock },
    { lost: (_, lines) => lost.push(lines), failed: (_, lines, error) => failed.push([lines, error]) },
  );
  return { feed, clock, lost, failed };
}

/** A sink that notes what it is given, and whether that is to be durable. */
function noted(answer: () => Promise<void> = async () => {}) {
  const given: [lines: readonly string[], durable: boolean][] = [];
  const append: Sink['append'] = async (lines, { durable }) => {
    given.push([lines, durable]);
    await answer();
  };
  return { given, sink: { append, close: async () => {} } satisfies Sink };
}

const away = new Error('away');

describe('a feed', () => {
  test('has the name of its sink and is required, unless that says otherwise', () => {
    const { sink } = noted();
    expect([feedOf(sink).feed.name, feedOf(sink).feed.required]).toEqual(['sink', true]);
    const named = feedOf({ ...sink, name: 'kafka', required: false }).feed;
    expect([named.name, named.required]).toEqual(['kafka', false]);
  });

  test('gives first what was missed, in one call, and tells how many lines were refused', async () => {
    let isAway = true;
    const { given, sink } = noted(async () => {
      if (isAway) throw away;
    });
    const { feed, failed, lost } = feedOf(sink);
    feed.owe(['a']);
    const first = feed.give(['b'], true);
    await expect(first.inTime).rejects.toBe(away);
    expect(await first.settled).toBe(false);
    expect(failed).toEqual([[2, away]]);
    isAway = false;
    expect(await feed.give(['c'], false).settled).toBe(true);
    expect(given).toEqual([
      [['a', 'b'], true],
      [['a', 'c'], false],
    ]);
    await feed.give(['d'], true).inTime;
    expect(given.at(-1)).toEqual([['d'], true]);
    expect(lost).toEqual([]);
  });

  test('keeps as many lines as may be owed, the oldest, and tells of the others', async () => {
    const { given, sink } = noted();
    const { feed, lost } = feedOf(sink);
    feed.owe(['a', 'b', 'c']);
    expect(lost).toEqual([]);
    feed.owe(['d', 'e']);
    expect(lost).toEqual([2]);
    await feed.give([], false).inTime;
    expect(given).toEqual([[['a', 'b', 'c'], false]]);
    feed.owe(['f', 'g', 'h', 'i']);
    expect(lost).toEqual([2, 1]);
  });

  test('gives one call after the other', async () => {
    const answer = deferred();
    const { given, sink } = noted(() => answer.promise);
    const { feed } = feedOf(sink);
    const givings = [feed.give(['a'], true), feed.give(['b'], true), feed.give(['c'], true)];
    await turns();
    expect(given).toHaveLength(1);
    answer.resolve();
    await Promise.all(givings.map(({ inTime }) => inTime));
    expect(given.map(([lines]) => lines)).toEqual([['a'], ['b'], ['c']]);
  });

  test('rejects when its time is over, and knows what became of the lines when the sink does', async () => {
    const answer = deferred();
    const { feed, clock, failed } = feedOf(noted(() => answer.promise).sink, { timeoutMs: 100 });
    const { inTime, settled } = feed.give(['a'], true);
    const told = inTime.catch(String);
    await clock.advance(99);
    expect(failed).toEqual([]);
    await clock.advance(1);
    expect(await told).toBe('SinkTimeout: The sink "sink" took longer than 100 ms.');
    expect(failed).toHaveLength(1);
    answer.resolve();
    expect(await settled).toBe(true);
    expect(clock.pending).toBe(0);
  });

  test('leaves no timer behind, and sets none where there is no end', async () => {
    const { feed, clock } = feedOf(noted().sink);
    await feed.give(['a'], true).inTime;
    await feed.flush();
    await feed.close();
    await turns();
    expect(clock.pending).toBe(0);
    const answer = deferred();
    const endless = feedOf(noted(() => answer.promise).sink, { timeoutMs: Infinity });
    const { inTime } = endless.feed.give(['a'], true);
    await turns();
    expect(endless.clock.pending).toBe(0);
    answer.resolve();
    await inTime;
  });

  test('flushes what is owed before it asks the sink to', async () => {
    const calls: string[] = [];
    const sink: Sink = {
      append: async (lines) => void calls.push(lines.join()),
      flush: async () => void calls.push('flush'),
      close: async () => void calls.push('close'),
    };
    const { feed } = feedOf(sink);
    feed.owe(['a', 'b']);
    await feed.flush();
    await feed.flush();
    await feed.close();
    expect(calls).toEqual(['a,b', 'flush', 'flush', 'close']);
  });

  test('offers again what was refused only when it is asked to', async () => {
    let isAway = true;
    const { given, sink } = noted(async () => {
      if (isAway) throw away;
    });
    const { feed, failed } = feedOf(sink);
    feed.offer(['a']);
    await turns();
    expect([given.length, failed]).toEqual([1, [[1, away]]]);
    isAway = false;
    feed.offer(['b']);
    await turns();
    expect(given.at(-1)).toEqual([['a', 'b'], false]);
    feed.offer([]);
    await turns();
    expect(given).toHaveLength(2);
  });

  test('rejects with what a sink throws instead of rejecting', async () => {
    const thrower = (): never => {
      throw away;
    };
    const { feed } = feedOf({ append: thrower, flush: thrower, close: thrower });
    await expect(feed.give(['a'], true).inTime).rejects.toBe(away);
    await expect(feedOf({ ...noted().sink, flush: thrower }).feed.flush()).rejects.toBe(away);
    await expect(feed.close()).rejects.toBe(away);
  });
});

describe('opening sinks', () => {
  const host = sinkHost(createFakeClock());
  const endsAt = (seq: number) => scriptedSink({ open: async () => ({ seq, hash: `h${seq}` }) });

  test('tells where the chain ends, which is nowhere if none holds any of it', async () => {
    const hosts: unknown[] = [];
    const fresh = scriptedSink({ open: async (given) => void hosts.push(given) });
    expect(await openSinks([], host)).toEqual({ seq: 0, hash: firstPrev });
    expect(await openSinks([fresh, scriptedSink()], host)).toEqual({ seq: 0, hash: firstPrev });
    expect(await openSinks([fresh, endsAt(1)], host)).toEqual({ seq: 1, hash: 'h1' });
    expect(await openSinks([endsAt(2), endsAt(9), endsAt(3)], host)).toEqual({ seq: 9, hash: 'h9' });
    expect(hosts).toEqual([host, host]);
  });

  test('closes those that are open where one fails, and rejects with the first reason', async () => {
    const closed: string[] = [];
    const close = (name: string) => ({ close: async () => void closed.push(name) });
    const bad = (error: Error) => scriptedSink({ open: () => Promise.reject(error), ...close('bad') });
    const thrower = scriptedSink({
      open: () => {
        throw away;
      },
    });
    const sinks = [scriptedSink(close('a')), bad(away), bad(new Error('other')), scriptedSink(close('b'))];
    await expect(openSinks(sinks, host)).rejects.toBe(away);
    expect(closed).toEqual(['a', 'b']);
    const unwilling = scriptedSink({ close: () => Promise.reject(new Error('will not close')) });
    await expect(openSinks([unwilling, thrower], host)).rejects.toBe(away);
  });
});

test('a sink in memory is searched to a limit, and tells where it ends and what it holds', async () => {
  const sink = memorySink();
  const [first = '', second = '', third = ''] = sampleLines(3, (index) => ({ hash: `${index}`.repeat(64) }));
  const host = { ...sinkHost(createFakeClock()), stream: 'trail' };
  expect(await sink.open?.(host)).toBeUndefined();
  await sink.append([first, second, third], { durable: true });
  expect(await sink.open?.(host)).toEqual({ seq: 3, hash: '2'.repeat(64) });
  expect(await sink.checkpoint?.()).toMatchObject({ origin: 'trail', size: 3 });
  const found = async (limit?: number) => {
    const events: unknown[] = [];
    for await (const { seq } of sink.query?.(limit === undefined ? {} : { limit }) ?? []) events.push(seq);
    return events;
  };
  expect([await found(), await found(2), await found(0)]).toEqual([[1, 2, 3], [1, 2], []]);
});
