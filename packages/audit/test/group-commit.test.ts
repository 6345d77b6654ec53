import { describe, expect, test } from 'vitest';
import { type AuditNotice, AuditWriteError, createAudit, isAuditWriteError, memorySink } from '../src/index.ts';
import { actionsIn, full, openAudit, reasonOf, turns } from './open-scripted-log.ts';
import { deferred, type ScriptedSink, scriptedSink } from './scripted-sink.ts';

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

test('a closed log turns events away, and closes once', async () => {
  const { audit, log, sink } = await openAudit();
  const last = log();
  await Promise.all([audit.close(), audit.close()]);
  expect(await last).toMatchObject({ seq: 1 });
  expect(await reasonOf(log())).toBe('closed');
  expect(sink.lines).toHaveLength(1);
});

test('what a sink tells while the last events are written is in the log, and after that it is not', async () => {
  const pruned = { type: 'pruned', name: 'audit', file: 'f', events: 1 } as const;
  let tell = (): void => {};
  const sink: ScriptedSink = scriptedSink({
    open: async (host) => {
      tell = () => host.report(pruned);
      return undefined;
    },
    close: async () => tell(),
  });
  const { audit, log, told } = await openAudit({ sinks: [sink] });
  sink.answer = async () => {
    if (sink.calls.length === 1) tell();
  };
  const last = log();
  await audit.close();
  expect(await last).toMatchObject({ seq: 1 });
  expect(actionsIn(sink)).toEqual(['data.read', 'audit.log.pruned']);
  expect(told('pruned')).toHaveLength(2);
});

test('a log whose pseudonyms know only people goes on after a loss', async () => {
  const pseudonymize = (id: string): string => {
    if (id.startsWith('@')) throw new Error('nobody');
    return `p-${id}`;
  };
  const sink: ScriptedSink = scriptedSink({
    open: async ({ report }) => report({ type: 'pruned', name: 'audit', file: 'f', events: 1 }) as undefined,
  });
  const { audit, log, told } = await openAudit({ sinks: [sink], pseudonymize, onFailure: 'degrade' });
  sink.answer = () => Promise.reject(full);
  expect(await log()).toMatchObject({ seq: 0 });
  await audit.flush();
  sink.answer = async () => {};
  expect(await log()).toMatchObject({ seq: 1 });
  expect(told('dropped')).toHaveLength(1);
  await audit.close();
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
