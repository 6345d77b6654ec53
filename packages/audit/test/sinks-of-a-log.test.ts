import { describe, expect, test } from 'vitest';
import { createAudit } from '../src/index.ts';
import { full, openAudit, reasonOf, turns } from './open-scripted-log.ts';
import { deferred, scriptedSink } from './scripted-sink.ts';

describe('a required sink that hangs', () => {
  test('is waited for as long as the option says; then calls are turned away at once, and nobody freezes', async () => {
    const { sink, clock, log, audit } = await openAudit({ sinkTimeoutMs: 500 });
    const answer = deferred();
    sink.answer = () => answer.promise;
    const first = expect(log()).rejects.toThrow('The sink "sink" took longer than 500 ms.');
    await turns();
    const queued = reasonOf(log());
    await clock.advance(499);
    expect(clock.pending).toBe(1);
    await clock.advance(1);
    await first;
    expect(await queued).toBe('timeout');
    await expect(log()).rejects.toThrow('A required sink of the audit log does not answer.');

    // It takes the first event after all: that is in the chain, and the next one follows it.
    answer.resolve();
    await turns();
    sink.answer = async () => {};
    expect(await log()).toMatchObject({ seq: 2 });
    await audit.flush();
    expect(sink.calls).toEqual([[1], [2]]);
  });

  test('that fails in the end leaves no gap, and what was lost is counted once', async () => {
    const { sink, clock, log, told } = await openAudit({ sinkTimeoutMs: 500, onFailure: 'degrade' });
    const answer = deferred();
    sink.answer = () => answer.promise;
    const calls = [log()];
    await turns();
    calls.push(log());
    await clock.advance(500);
    calls.push(log());
    expect((await Promise.all(calls)).map(({ seq }) => seq)).toEqual([0, 0, 0]);
    answer.reject(full);
    await turns();
    sink.answer = async () => {};
    expect(await log()).toMatchObject({ seq: 2 });
    expect(JSON.parse(sink.lines[0] ?? '').details).toEqual({ count: 3, reason: 'sink-failed' });
    expect(told('dropped')).toHaveLength(3);
  });

  test('does not lose what is sent with best effort meanwhile', async () => {
    const { sink, clock, log, audit } = await openAudit({ sinkTimeoutMs: 500, delivery: 'best-effort' });
    const answer = deferred();
    sink.answer = () => answer.promise;
    await log();
    await turns();
    await log();
    await clock.advance(500);
    await log();
    answer.resolve();
    await turns();
    await audit.flush();
    expect(sink.lines).toHaveLength(3);
  });

  test('freezes neither flush nor close, nor a checkpoint', async () => {
    const hanging = scriptedSink({ close: () => new Promise(() => {}), flush: () => new Promise(() => {}) });
    const { clock, log, audit } = await openAudit({ sinks: [hanging], sinkTimeoutMs: 500 });
    hanging.answer = () => new Promise(() => {});
    const call = reasonOf(log());
    const early = reasonOf(audit.flush());
    await turns();
    await clock.advance(500);
    expect(await Promise.all([call, early, reasonOf(audit.flush()), reasonOf(audit.checkpoint())])).toEqual(
      Array(4).fill('timeout'),
    );
    const closed = audit.close().catch(String);
    await clock.advance(500);
    await clock.advance(500);
    expect(await closed).toBe('SinkTimeout: The sink "sink" took longer than 500 ms.');
  });

  test('may be waited for without end', async () => {
    const { sink, clock, log } = await openAudit({ sinkTimeoutMs: Infinity });
    const answer = deferred();
    sink.answer = () => answer.promise;
    const call = log();
    await turns();
    expect(clock.pending).toBe(0);
    answer.resolve();
    expect(await call).toMatchObject({ seq: 1 });
  });
});

describe('several sinks', () => {
  test('all required ones must take an event; the one that did not is owed it', async () => {
    const second = scriptedSink({ name: 'second' });
    const sink = scriptedSink();
    const { log } = await openAudit({ sinks: [sink, second] });
    second.answer = () => Promise.reject(full);
    expect(await reasonOf(log())).toBe('sink-failed');
    second.answer = async () => {};
    expect(await log()).toMatchObject({ seq: 2 });
    expect(second.calls).toEqual([[1], [1, 2]]);
    expect(second.lines).toEqual(sink.lines);
  });

  test('a required one gets one call at a time, also while a flush gives it what it has missed', async () => {
    const second = scriptedSink({ name: 'second' });
    const { log, audit } = await openAudit({ sinks: [scriptedSink(), second] });
    second.answer = () => Promise.reject(full);
    expect(await reasonOf(log())).toBe('sink-failed');
    const answer = deferred();
    second.answer = () => answer.promise;
    const flushed = audit.flush();
    await turns();
    const call = log();
    await turns();
    expect(second.calls).toEqual([[1], [1]]);
    answer.resolve();
    expect(await call).toMatchObject({ seq: 2 });
    await flushed;
    expect(second.calls).toEqual([[1], [1], [2]]);
  });

  test('a failure of one and a timeout of another is a timeout: nothing is certain yet', async () => {
    const hanging = scriptedSink();
    const { sink, clock, log } = await openAudit({
      sinks: [scriptedSink({ append: () => Promise.reject(full) }), hanging],
    });
    expect(sink.calls).toEqual([]);
    const answer = deferred();
    hanging.answer = () => answer.promise;
    const call = reasonOf(log());
    await turns();
    await clock.advance(10_000);
    expect(await call).toBe('timeout');
    answer.resolve();
  });

  test('nobody waits for an optional one: it hangs, fails, comes back and gets all of them in order', async () => {
    const slow = scriptedSink({ required: false, name: 'slow' });
    const sink = scriptedSink();
    const { log, told, audit } = await openAudit({ sinks: [sink, slow] });
    const hang = deferred();
    slow.answer = () => hang.promise;
    await log();
    await log();
    await log();
    expect(sink.lines).toHaveLength(3);
    hang.reject(full);
    await turns();
    slow.answer = async () => {};
    await log();
    await audit.flush();
    expect(slow.calls).toEqual([[1], [1, 2, 3, 4]]);
    expect(slow.lines).toEqual(sink.lines);
    expect(told('sink-failed')).toMatchObject([{ sink: 'slow', required: false, lines: 1 }]);
  });

  test('an optional one gets in one call what came while it was busy', async () => {
    const slow = scriptedSink({ required: false });
    const { log, audit } = await openAudit({ sinks: [scriptedSink(), slow] });
    const hang = deferred();
    slow.answer = () => hang.promise;
    await log();
    await log();
    await log();
    hang.resolve();
    await audit.flush();
    expect(slow.calls).toEqual([[1], [2, 3]]);
  });

  test('an optional one that is too far behind misses events, and they are counted', async () => {
    const slow = scriptedSink({ required: false, name: 'slow', append: () => Promise.reject(full) });
    const { log, told, audit } = await openAudit({ sinks: [scriptedSink(), slow], maxQueue: 2 });
    for (let i = 0; i < 5; i++) await log();
    await turns();
    const lost = told('sink-dropped').map((notice) => (notice.type === 'sink-dropped' ? notice.lines : 0));
    expect(lost.reduce((sum, lines) => sum + lines, 0)).toBe(3);
    await audit.close();
  });

  test('flushing tells of what an optional one fails with, and rejects with what a required one does', async () => {
    const flush = () => Promise.reject(full);
    const { audit, told } = await openAudit({
      sinks: [scriptedSink(), scriptedSink({ required: false, name: 'opt', flush })],
    });
    await audit.flush();
    expect(told('sink-failed')).toMatchObject([{ sink: 'opt', error: full }]);
    await expect((await openAudit({ sinks: [scriptedSink({ flush })] })).audit.flush()).rejects.toBe(full);
  });

  test('are closed whatever happens', async () => {
    const closed: string[] = [];
    const closing = (name: string) =>
      scriptedSink({ flush: () => Promise.reject(full), close: async () => void closed.push(name) });
    const { audit } = await openAudit({ sinks: [closing('a'), closing('b')] });
    await expect(audit.close()).rejects.toBe(full);
    await expect(audit.close()).rejects.toBe(full);
    expect(closed).toEqual(['a', 'b']);
  });
});

describe('opening', () => {
  test('goes on where the sink ends that holds most', async () => {
    const at = (seq: number) => scriptedSink({ open: async () => ({ seq, hash: String(seq).repeat(64) }) });
    const { log, audit } = await openAudit({ sinks: [at(3), at(7), at(5), scriptedSink()] });
    expect(await log()).toMatchObject({ seq: 8 });
    await audit.close();
  });

  test('of one sink that fails closes the others', async () => {
    const closed: string[] = [];
    const good = scriptedSink({ close: async () => void closed.push('good') });
    const bad = scriptedSink({ open: () => Promise.reject(full) });
    await expect(createAudit({ sinks: [good, bad] })).rejects.toBe(full);
    expect(closed).toEqual(['good']);
  });
});
