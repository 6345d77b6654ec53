import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeFileSystem } from '../src/file-system.ts';
import { createAudit, type Delivery, fileSink, verify } from '../src/index.ts';
import { readEvents } from '../src/read-events.ts';
import { seeded } from './seeded.ts';

/** A thousand lives where a proof is asked for. */
const lives = Math.max(50, Number(process.env['SCRY_PROOF_RUNS'] ?? 0) / 10);
const logger = join(import.meta.dirname, 'endless-logger.fixture.ts');
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'scry-audit-kill-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** Lets a process log into the directory, kills it, and returns the receipts that it printed whole. */
async function live(delivery: Delivery, lifeMs: number): Promise<string[]> {
  const child = spawn(process.execPath, ['--conditions=@scry/source', '--no-warnings', logger, directory, delivery], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const told: string[] = [];
  const failed: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => told.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => failed.push(text));
  const exit = once(child, 'close');
  await Promise.race([once(child.stdout, 'data'), exit]);
  await wait(lifeMs);
  child.kill('SIGKILL');
  await exit;
  expect(failed.join('')).toBe('');
  return told.join('').split('\n').slice(0, -1);
}

test(`${lives} processes killed at random moments lose no acknowledged event, and no chain breaks`, {
  timeout: 120_000 + lives * 4_000,
}, async () => {
  const random = seeded(20_261_122);
  const receipts: string[] = [];
  for (let life = 0; life < lives; life++) {
    const told = await live(life % 2 === 0 ? 'durable' : 'written', random() * 60);
    expect(told.length, `life ${life}`).toBeGreaterThan(0);
    receipts.push(...told);
    if (life % 10 === 0) {
      const { divergence } = await verify(directory);
      expect([undefined, 'torn-tail'], `life ${life}: ${divergence?.message}`).toContain(divergence?.kind);
    }
  }
  const audit = await createAudit({ sinks: [fileSink({ directory })] });
  await audit.close();
  expect((await verify(directory)).divergence).toBeUndefined();
  const found = new Map<string, string>();
  for await (const { id, seq, hash } of readEvents(nodeFileSystem, directory)) found.set(id, `${id} ${seq} ${hash}`);
  for (const receipt of receipts) expect(found.get(receipt.slice(0, 26))).toBe(receipt);
});
