import { createFakeClock } from '@scry/internal/fake-clock';
import { describe, expect, test } from 'vitest';
import { fileSinkOn } from '../src/file-sink.ts';
import { type AuditNotice, createAudit, type Delivery, type Receipt } from '../src/index.ts';
import { verifyOn } from '../src/verify.ts';
import { type Fault, FaultyDisk } from './faulty-disk.ts';
import { seeded } from './seeded.ts';

const runs = Number(process.env['SCRY_PROOF_RUNS'] ?? 150);
const directory = '/audit';
const actor = { type: 'user', id: 'u1' } as const;

async function openAudit(disk: FaultyDisk, delivery: Delivery, notices: AuditNotice[] = []) {
  return createAudit({
    sinks: [fileSinkOn(disk.process(), { directory, rotateBytes: 2_500, checkpointEvery: 4 })],
    delivery,
    clock: createFakeClock(),
    onEvent: (notice) => notices.push(notice),
  });
}

/** Three rounds of events, a checkpoint and a close; returns the receipts of those that were acknowledged. */
async function useLog(disk: FaultyDisk, delivery: Delivery, close: boolean): Promise<Receipt[]> {
  const receipts: Receipt[] = [];
  try {
    const audit = await openAudit(disk, delivery);
    for (let round = 0; round < 4; round++) {
      const calls = [1, 2, 3].map((records) => audit.log({ action: 'data.read', actor, details: { records } }));
      for (const result of await Promise.allSettled(calls))
        if (result.status === 'fulfilled') receipts.push(result.value);
      if (round === 1) await audit.checkpoint().catch(() => {});
    }
    if (close) await audit.close();
  } catch {
    // Opening or closing failed, which is an answer too.
  }
  return receipts;
}

/** Opens the log once more and holds it against the receipts. */
async function check(disk: FaultyDisk, receipts: readonly Receipt[], told: string): Promise<void> {
  const audit = await openAudit(disk, 'durable');
  const after = await audit.log({ action: 'auth.logout', actor });
  expect(after.durable).toBe(true);
  const found = new Map<string, string>();
  for await (const event of audit.query({})) found.set(event.id, `${event.seq} ${event.hash}`);
  await audit.close();
  for (const { id, seq, hash } of receipts) expect(found.get(id), told).toBe(`${seq} ${hash}`);
  const report = await verifyOn(disk, directory);
  expect(report.divergence, told).toBeUndefined();
}

async function callsOf(delivery: Delivery): Promise<number> {
  const disk = new FaultyDisk(seeded(1));
  await useLog(disk, delivery, true);
  return disk.calls;
}

describe.each<Fault>(['fails', 'fails-after', 'short'])('a call to the file system that %s', (fault) => {
  test.each<Delivery>(['durable', 'written'])(
    'loses no %s event, whichever call it is, when the process is killed',
    async (delivery) => {
      const calls = await callsOf(delivery);
      for (let at = 1; at <= calls; at++) {
        const disk = new FaultyDisk(seeded(at));
        Object.assign(disk, { fault, faultyAt: at });
        const receipts = await useLog(disk, delivery, at % 2 === 0);
        disk.kill();
        await check(disk, receipts, `call ${at}`);
      }
    },
  );

  test('loses no durable event, whichever call it is, when the power is cut', async () => {
    const calls = await callsOf('durable');
    for (let at = 1; at <= calls; at++) {
      const disk = new FaultyDisk(seeded(at));
      Object.assign(disk, { fault, faultyAt: at });
      const receipts = await useLog(disk, 'durable', at % 2 === 0);
      disk.cutPower();
      await check(disk, receipts, `call ${at}`);
    }
  });
});

test('several faults, power cuts and restarts in a row lose no durable event and break no chain', async () => {
  for (let run = 1; run <= runs; run++) {
    const random = seeded(run);
    const disk = new FaultyDisk(random);
    const receipts: Receipt[] = [];
    for (let life = 0; life < 3; life++) {
      disk.calls = 0;
      disk.fault = (['fails', 'fails-after', 'short'] as const)[Math.floor(random() * 3)] ?? 'fails';
      disk.code = random() < 0.5 ? 'ENOSPC' : 'EIO';
      disk.faultyAt = 1 + Math.floor(random() * 90);
      disk.faultyUntil = disk.faultyAt + Math.floor(random() * random() * 20);
      receipts.push(...(await useLog(disk, 'durable', random() < 0.3)));
      if (random() < 0.5) disk.cutPower();
      else disk.kill();
    }
    await check(disk, receipts, `run ${run}`);
  }
});
