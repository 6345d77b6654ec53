import { createFakeClock } from '@scry/internal/fake-clock';
import { describe, expect, test } from 'vitest';
import {
  type AuditNotice,
  type AuditOptions,
  AuditWriteError,
  createAudit,
  isAuditWriteError,
  memorySink,
} from '../src/index.ts';
import { deferred, type ScriptedSink, scriptedSink } from './scripted-sink.ts';

const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });

async function openAudit(options: Partial<AuditOptions> = {}) {
  const sink = scriptedSink();
  const clock = createFakeClock();
  const notices: AuditNotice[] = [];
  const audit = await createAudit({ sinks: [sink], clock, onEvent: (notice) => notices.push(notice), ...options });
  const log = (records = 1) => audit.logSystem({ action: 'data.read', details: { records } });
  const told = (type: AuditNotice['type']) => notices.filter((notice) => notice.type === type);
  return { sink, clock, audit, log, told };
}

/** Lets the writer come to where it waits for the sink. */
async function turns(count = 5): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}

function actionsIn(sink: ScriptedSink): string[] {
  return sink.lines.map((line) => JSON.parse(line).action);
}

function reasonOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'resolved',
    (error: unknown) => (isAuditWriteError(error) ? error.reason : error),
  );
}

test('events that come while a batch is written go together in the next one', async () => {
  const { sink, log } = await openAudit();
  const first = deferred();
  sink.answer = () => first.promise;
  const waiting = [log()];
  await turns();
  waiting.push(log(), log(), log());
  first.resolve();
  expect((await Promise.all(waiting)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  expect(sink.calls).toEqual([[1], [2, 3, 4]]);
});

test('callers that were answered together come back together', async () => {
  const { sink, log } = await openAudit();
  const twice = async () => [await log(), await log()];
  await Promise.all([twice(), twice(), twice()]);
  expect(sink.calls).toEqual([
    [1, 2, 3],
    [4, 5, 6],
  ]);
});

test('a batch that fails rejects its calls, and leaves no gap', async () => {
  const { sink, log, told } = await openAudit();
  sink.answer = () => Promise.reject(full);
  const calls = [log(), log()];
  expect(await Promise.all(calls.map(reasonOf))).toEqual(['sink-failed', 'sink-failed']);
  await expect(calls[0]).rejects.toMatchObject({
    code: 'SCRY_AUDIT_WRITE',
    message: 'A required sink of the audit log failed: ENOSPC: no space left on device',
    cause: full,
  });
  sink.answer = async () => {};
  expect(await log()).toMatchObject({ seq: 1, durable: true });
  expect(sink.calls).toEqual([[1, 2], [1]]);
  expect(told('sink-failed')).toEqual([
    { type: 'sink-failed', name: 'audit', sink: 'sink', required: true, lines: 2, error: full },
  ]);
  expect(told('dropped')).toEqual([]);
});

test('a sink that throws instead of rejecting, or rejects with nothing, is a failure too', async () => {
  const { sink, log } = await openAudit();
  sink.answer = () => {
    throw undefined;
  };
  await expect(log()).rejects.toThrow('A required sink of the audit log failed: it gave no reason.');
});

describe('with onFailure degrade', () => {
  test('calls resolve without a place, and the loss is audited with its number as soon as it can be', async () => {
    const { sink, log, told } = await openAudit({ onFailure: 'degrade' });
    sink.answer = () => Promise.reject(full);
    expect(await Promise.all([log(), log(), log()])).toMatchObject(Array(3).fill({ seq: 0, hash: '', durable: false }));
    sink.answer = async () => {};
    expect(await log()).toMatchObject({ seq: 2 });
    expect(JSON.parse(sink.lines[0] ?? '')).toMatchObject({
      seq: 1,
      action: 'audit.events.dropped',
      actor: { type: 'system', id: '@scry/audit' },
      details: { count: 3, reason: 'sink-failed' },
    });
    expect(told('dropped')).toEqual([{ type: 'dropped', name: 'audit', count: 3, reason: 'sink-failed' }]);
    await log();
    expect(actionsIn(sink)).toEqual(['audit.events.dropped', 'data.read', 'data.read']);
  });

  test('losses add up until they can be told, and are told at the end', async () => {
    const { sink, log, audit } = await openAudit({ onFailure: 'degrade' });
    sink.answer = () => Promise.reject(full);
    await log();
    await log();
    await log();
    sink.answer = async () => {};
    await audit.close();
    expect(JSON.parse(sink.lines[0] ?? '').details).toEqual({ count: 3, reason: 'sink-failed' });
    expect(sink.lines).toHaveLength(1);
  });
});

describe('a full queue', () => {
  test('rejects calls that want to be sure', async () => {
    const { sink, log, told } = await openAudit({ maxQueue: 2 });
    const answer = deferred();
    sink.answer = () => answer.promise;
    const first = log();
    await turns();
    const calls = [log(), log(), log()];
    await expect(calls[2]).rejects.toThrow('2 events wait for the audit log already.');
    answer.resolve();
    expect(await Promise.all([first, calls[0], calls[1]].map(reasonOf as never))).toEqual(Array(3).fill('resolved'));
    expect(await reasonOf(calls[2] as never)).toBe('queue-full');
    expect(told('dropped')).toEqual([]);
  });

  test('drops events that are sent with best effort, and the number that it tells is exact', async () => {
    const { sink, log, audit, told } = await openAudit({ maxQueue: 100, delivery: 'best-effort' });
    const answer = deferred();
    sink.answer = () => answer.promise;
    const receipts = await Promise.all(Array.from({ length: 1_000 }, log));
    expect(receipts[0]).toEqual({ id: receipts[0]?.id, seq: 0, hash: '', durable: false });
    answer.resolve();
    await audit.flush();
    await log();
    await audit.flush();
    const events = sink.lines.map((line) => JSON.parse(line));
    const dropped = events.filter(({ action }) => action === 'audit.events.dropped');
    expect(dropped.map(({ details }) => details)).toEqual([{ count: 900, reason: 'queue-full' }]);
    expect(events.length - dropped.length).toBe(101);
    expect(told('dropped')).toHaveLength(900);
  });
});

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

test('a closed log turns events away, and closes once', async () => {
  const { audit, log, sink } = await openAudit();
  const last = log();
  await Promise.all([audit.close(), audit.close()]);
  expect(await last).toMatchObject({ seq: 1 });
  expect(await reasonOf(log())).toBe('closed');
  expect(sink.lines).toHaveLength(1);
});

test('with enabled false nothing is checked, opened or written', async () => {
  const sink = scriptedSink({ open: () => Promise.reject(full) });
  const audit = await createAudit({ sinks: [sink], enabled: false });
  expect(await audit.logSystem({ reason: 'x' })).toEqual({ id: '', seq: 0, hash: '', durable: false });
  await audit.close();
  expect(sink.calls).toEqual([]);
});

test('the observer is told of each event, and of what it throws nobody is', async () => {
  const notices: AuditNotice[] = [];
  const warned = new Promise((resolve) => process.once('warning', resolve));
  const onEvent = (notice: AuditNotice) => {
    notices.push(notice);
    throw new Error('observer');
  };
  const { log } = await openAudit({ onEvent, delivery: 'written', name: 'trail' });
  expect(await log()).toMatchObject({ seq: 1, durable: false });
  expect(notices).toEqual([
    { type: 'logged', name: 'trail', action: 'data.read', outcome: 'SUCCESS', seq: 1, durable: false, queued: 0 },
  ]);
  expect(await warned).toMatchObject({ message: 'observer' });
});

describe('searching and checkpoints', () => {
  test('a search is logged before it begins, in the name of whoever asks', async () => {
    const { audit, log } = await openAudit({ sinks: [scriptedSink(), memorySink()] });
    await log();
    const found: string[] = [];
    await audit.runWith({ actor: { type: 'user', id: 'auditor' } }, async () => {
      for await (const event of audit.query({ text: 'password=hunter2' })) found.push(event.action);
      for await (const event of audit.query({ actorId: 'auditor', limit: 1 }))
        found.push(event.action, JSON.stringify(event.details));
    });
    expect(found.slice(-2)).toEqual(['audit.log.searched', expect.not.stringContaining('hunter2')]);
  });

  test('need a sink that can', async () => {
    const { audit } = await openAudit();
    await expect(audit.query({})[Symbol.asyncIterator]().next()).rejects.toThrow(
      'query: none of the sinks can be searched',
    );
    await expect(audit.checkpoint()).rejects.toThrow('checkpoint: none of the sinks writes checkpoints');
  });
});

test('the error is known by its code', () => {
  expect(isAuditWriteError(new AuditWriteError('closed', 'x'))).toBe(true);
  expect(isAuditWriteError({ code: 'OTHER' })).toBe(false);
});
