import { expect, test } from 'vitest';
import { makeHit } from '../../../test/make-hit.ts';
import { decodeHits } from '../ingest/spool/spooled-hits.ts';
import { createPlainRecorder, createRedirectRecorder } from './record-redirect.ts';

function recorder(append: (record: Uint8Array) => Promise<void>) {
  const counts: string[] = [];
  return { counts, record: createRedirectRecorder({ spool: { append }, counted: (one) => counts.push(one) }) };
}

test('writes the hit with a name of its own, and answers when the disk has it', async () => {
  const records: Buffer[] = [];
  const { record, counts } = recorder(async (bytes) => void records.push(Buffer.from(bytes)));
  await record('demo', makeHit());
  await record('demo', makeHit());
  expect(counts).toEqual(['recorded', 'recorded']);
  const [first, second] = records.map((bytes) => decodeHits(bytes).hits[0]);
  expect(first).toMatchObject({ url: makeHit().url });
  expect(first?.uuid).not.toBe(second?.uuid);
});

test('does not wait for a slow disk, and counts what becomes of the hit', async () => {
  let finish = () => {};
  const { record, counts } = recorder(
    () =>
      new Promise<void>((resolve) => {
        finish = resolve;
      }),
  );
  await record('demo', makeHit());
  expect(counts).toEqual(['late']);
  finish();
  await new Promise((resolve) => setImmediate(resolve));
  expect(counts).toEqual(['late', 'recorded']);
});

test('answers all the same when the disk is full, and counts the hit as lost', async () => {
  const { record, counts } = recorder(() => Promise.reject(new Error('full')));
  await record('demo', makeHit());
  expect(counts).toEqual(['lost']);
});

test('counts as lost what no log could hold', async () => {
  const { record, counts } = recorder(async () => {});
  await record('demo', makeHit({ userAgent: 'x'.repeat(5_000) }));
  expect(counts).toEqual(['lost']);
});

test('fails with its hit where there is no spool', async () => {
  const records: Uint8Array[] = [];
  const append = async (record: Uint8Array) => void records.push(record);
  await createPlainRecorder({ append })('demo', makeHit());
  expect(records).toHaveLength(1);
  const away = createPlainRecorder({ append: () => Promise.reject(new Error('the database is away')) });
  await expect(away('demo', makeHit())).rejects.toThrow('away');
});
