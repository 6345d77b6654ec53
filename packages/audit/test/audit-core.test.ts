// An audit log between its callers and its sinks.
import { describe, expect, test } from 'vitest';
import { type AuditNotice, createAudit, type Sink } from '../src/index.ts';
import { openAudit, reasonOf, turns } from './open-scripted-log.ts';
import { deferred, scriptedSink } from './scripted-sink.ts';

const actor = { type: 'user', id: 'ada' } as const;
const away = new Error('away');

/** A sink in which the search finds nothing, and which notes what was asked. */
function searchable() {
  const asked: object[] = [];
  const sink = scriptedSink({
    // biome-ignore lint/correctness/useYield: it finds nothing
    async *query(filter) {
      asked.push(filter);
    },
  });
  return { asked, sink };
}

async function drain(events: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of events);
}

describe('a search', () => {
  test('is written down by the log itself, or by who the context says, with what was asked', async () => {
    const { sink, asked } = searchable();
    const audit = await createAudit({ sinks: [sink] });
    await drain(audit.query({ action: 'data.*' }));
    await audit.runWith({ actor }, () => drain(audit.query({ limit: 1 })));
    expect(sink.lines.map((line) => JSON.parse(line))).toMatchObject([
      {
        action: 'audit.log.searched',
        actor: { type: 'system', id: '@scry/audit' },
        details: { filter: { action: 'data.*' } },
      },
      { action: 'audit.log.searched', actor, details: { filter: { limit: 1 } } },
    ]);
    expect(asked).toEqual([{ action: 'data.*' }, { limit: 1 }]);
  });

  test('asks for pseudonyms of who and what, and for nothing that was not asked for', async () => {
    const { sink, asked } = searchable();
    const audit = await createAudit({ sinks: [sink], pseudonymize: (value) => `p-${value}` });
    await drain(audit.query({ actorId: 'ada', resourceId: 'r1', resourceType: 'report' }));
    await drain(audit.query({ tenantId: 't1' }));
    expect(asked).toEqual([{ actorId: 'p-ada', resourceId: 'p-r1', resourceType: 'report' }, { tenantId: 't1' }]);
    expect(Object.keys(asked[1] ?? {})).toEqual(['tenantId']);
  });

  test('goes to the first sink that can', async () => {
    const { sink, asked } = searchable();
    const other = searchable();
    const audit = await createAudit({ sinks: [scriptedSink(), sink, other.sink] });
    await drain(audit.query({}));
    expect([asked.length, other.asked.length]).toEqual([1, 0]);
  });
});

describe('a checkpoint', () => {
  test('comes from the first sink that writes them, after all that was logged', async () => {
    const order: string[] = [];
    const checkpoint = { origin: 'a', size: 1, rootHash: '', note: '' };
    const sink: Sink = scriptedSink({
      append: async () => void order.push('append'),
      checkpoint: async () => {
        order.push('checkpoint');
        return checkpoint;
      },
    });
    const audit = await createAudit({ sinks: [scriptedSink(), sink] });
    const call = audit.logSystem({});
    expect(await audit.checkpoint()).toBe(checkpoint);
    await call;
    expect(order).toEqual(['append', 'checkpoint']);
  });
});

describe('what a sink tells', () => {
  test('is told on, and stands in the log where it is about its files', async () => {
    let report: (notice: AuditNotice) => void = () => {};
    const sink = scriptedSink({
      open: async (host) => {
        ({ report } = host);
        expect(host.stream).toBe('trail');
        return undefined;
      },
    });
    const notices: AuditNotice[] = [];
    const audit = await createAudit({ sinks: [sink], name: 'trail', onEvent: (notice) => notices.push(notice) });
    const told: AuditNotice[] = [
      { type: 'recovered', name: 'trail', file: 'f', torn: 't', bytes: 7 },
      { type: 'pruned', name: 'trail', file: 'g', events: 3 },
      { type: 'rotated', name: 'trail', file: 'h' },
    ];
    for (const notice of told) report(notice);
    expect(notices).toEqual(told);
    await audit.flush();
    const self = { type: 'system', id: '@scry/audit' };
    expect(sink.lines.map((line) => JSON.parse(line))).toMatchObject([
      { action: 'audit.log.recovered', actor: self, details: { file: 'f', torn: 't', bytes: 7 } },
      { action: 'audit.log.pruned', actor: self, details: { file: 'g', events: 3 } },
    ]);
    expect(sink.lines).toHaveLength(2);
    expect(notices.slice(3)).toMatchObject([
      { type: 'logged', name: 'trail', action: 'audit.log.recovered', outcome: 'SUCCESS', seq: 1, queued: 0 },
      { type: 'logged', name: 'trail', action: 'audit.log.pruned', seq: 2 },
    ]);
  });

  test('of an optional sink that fails is told with its name and the number of lines', async () => {
    const optional = scriptedSink({ name: 'opt', required: false, append: () => Promise.reject(away) });
    const { told, log, audit } = await openAudit({ sinks: [scriptedSink(), optional], maxQueue: 1 });
    await log();
    await turns();
    await log();
    await turns();
    expect(told('sink-failed')[0]).toEqual({
      type: 'sink-failed',
      name: 'audit',
      sink: 'opt',
      required: false,
      lines: 1,
      error: away,
    });
    expect(told('sink-dropped')).toEqual([{ type: 'sink-dropped', name: 'audit', sink: 'opt', lines: 1 }]);
    await audit.close();
  });
});

describe('flushing and closing', () => {
  test('tell of an optional sink that fails, with no lines, and reject with the first required one', async () => {
    const fails = (error: Error, options: Partial<Sink> = {}) =>
      scriptedSink({ flush: () => Promise.reject(error), ...options });
    const { audit, told } = await openAudit({
      sinks: [fails(away, { name: 'opt', required: false }), fails(new Error('first')), fails(new Error('second'))],
    });
    await expect(audit.flush()).rejects.toThrow('first');
    expect(told('sink-failed')).toEqual([
      { type: 'sink-failed', name: 'audit', sink: 'opt', required: false, lines: 0, error: away },
    ]);
  });

  test('flush each sink before it is closed, once', async () => {
    const calls: string[] = [];
    const sink = scriptedSink({
      flush: async () => void calls.push('flush'),
      close: async () => void calls.push('close'),
    });
    const { audit } = await openAudit({ sinks: [sink] });
    expect(audit.close()).toBe(audit.close());
    await audit.close();
    expect(calls).toEqual(['flush', 'close']);
  });

  test('wait for what is on its way', async () => {
    const { sink, audit, log } = await openAudit();
    const answer = deferred();
    sink.answer = () => answer.promise;
    const call = log();
    let isFlushed = false;
    const flushed = audit.flush().then(() => {
      isFlushed = true;
    });
    await turns();
    expect(isFlushed).toBe(false);
    answer.resolve();
    await Promise.all([call, flushed]);
    expect(sink.lines).toHaveLength(1);
  });
});

describe('an error of the log', () => {
  test('says that it is closed, that its queue is full, or that a sink does not answer', async () => {
    const { audit, log, sink, clock } = await openAudit({ maxQueue: 1, sinkTimeoutMs: 10 });
    const answer = deferred();
    sink.answer = () => answer.promise;
    const first = reasonOf(log());
    await turns();
    const second = reasonOf(log());
    await expect(log()).rejects.toMatchObject({
      reason: 'queue-full',
      message: '1 events wait for the audit log already.',
    });
    await clock.advance(10);
    expect([await first, await second]).toEqual(['timeout', 'timeout']);
    const noAnswer = { reason: 'timeout', message: 'A required sink of the audit log does not answer.' };
    await expect(log()).rejects.toMatchObject(noAnswer);
    await expect(audit.flush()).rejects.toMatchObject(noAnswer);
    answer.resolve();
    await turns();
    await audit.close();
    await expect(log()).rejects.toMatchObject({ reason: 'closed', message: 'The audit log is closed.' });
  });
});
