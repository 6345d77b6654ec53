import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAudit, memorySink } from '@scry/audit';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeEachEngine } from '../../../test/each-engine.ts';
import { appBackups } from '../../backup-app.ts';
import { readConfig } from '../../config.ts';
import { seededRandom } from '../../demo/random.ts';
import type { Database } from '../../platform/db/database.ts';
import { createEvents } from '../../platform/events/events.ts';
import { createTelemetry } from '../../platform/telemetry.ts';
import { auditOptions } from '../../scry/audit.ts';
import { backupStatusFile, measureBackups } from './backup-status.ts';

const headerBytes = 48;
const chunkBytes = 64 * 1024 + 16;
const [ours, foreign] = [Buffer.alloc(32, 3), Buffer.alloc(32, 4)].map((key) => key.toString('base64'));
const rounds = 10;

interface Sealed {
  readonly whole: Buffer;
  /** The same under a key that is not ours. */
  readonly foreign: Buffer;
  /** A number from 0 up to, and without, its bound. */
  readonly below: (bound: number) => number;
}

type Damage = (sealed: Sealed) => Buffer;

function turnBit(whole: Buffer, at: number, bit: number): Buffer {
  const damaged = Buffer.from(whole);
  damaged[at] = (damaged[at] ?? 0) ^ (1 << bit);
  return damaged;
}

/** The header is the first of the parts, the chunks are the others. */
function partsOf(whole: Buffer): Buffer[] {
  const parts = [whole.subarray(0, headerBytes)];
  for (let at = headerBytes; at < whole.length; at += chunkBytes) parts.push(whole.subarray(at, at + chunkBytes));
  return parts;
}

const damages: Readonly<Record<string, Damage>> = {
  'a bit is turned': ({ whole, below }) => turnBit(whole, headerBytes + below(whole.length - headerBytes), below(8)),
  'the header is altered': ({ whole, below }) => turnBit(whole, below(headerBytes), below(8)),
  'it is cut off': ({ whole, below }) => whole.subarray(0, below(whole.length)),
  'it is cut off between two chunks'({ whole, below }) {
    const parts = partsOf(whole);
    return Buffer.concat(parts.slice(0, 1 + below(parts.length - 1)));
  },
  'two chunks are swapped'({ whole, below }) {
    const parts = partsOf(whole);
    const chunks = parts.length - 1;
    const first = below(chunks);
    const second = (first + 1 + below(chunks - 1)) % chunks; // another one
    [parts[1 + first], parts[1 + second]] = [parts[1 + second] ?? whole, parts[1 + first] ?? whole];
    return Buffer.concat(parts);
  },
  'a chunk is there twice'({ whole, below }) {
    const parts = partsOf(whole);
    const at = 1 + below(parts.length - 1);
    return Buffer.concat(parts.toSpliced(at, 0, parts[at] ?? whole));
  },
  'a chunk is missing'({ whole, below }) {
    const parts = partsOf(whole);
    return Buffer.concat(parts.toSpliced(1 + below(parts.length - 1), 1));
  },
  'bytes are appended': ({ whole, below }) => Buffer.concat([whole, Buffer.alloc(1 + below(100_000), below(256))]),
  'it is of another key': ({ foreign }) => foreign,
  'it is of another key, and says that it is of ours': ({ whole, foreign }) =>
    Buffer.concat([whole.subarray(0, 16), foreign.subarray(16)]),
};

describeEachEngine('a damaged backup', (open) => {
  let dataDir: string;
  let database: Database;
  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'scry-tamper-'));
    database = await open();
  });
  afterEach(async () => {
    await database.close();
    rmSync(dataDir, { recursive: true });
  });

  async function backupsUnder(key: string | undefined, now: () => number) {
    const config = readConfig({ DATA_DIR: dataDir, BACKUP_KEY: key });
    const audit = await createAudit(auditOptions(createTelemetry('silent'), { now, sinks: [memorySink()] }));
    const events = createEvents(createTelemetry('silent'));
    return appBackups({ config, events, database, now }, { audit, actor: { type: 'system', id: 'test' } });
  }

  /** Random, so that gzip leaves several chunks of it. */
  async function fill(random: () => number): Promise<void> {
    const noise = Buffer.from(Array.from({ length: 300_000 }, () => Math.floor(random() * 256)));
    mkdirSync(join(dataDir, 'agents'));
    writeFileSync(join(dataDir, 'agents/apps.json'), noise);
    await database.query(`INSERT INTO shows (key, title) SELECT n::text, md5(n::text) FROM generate_series(1, 500) n`);
  }

  test('is found bad in each of 100 tries, without a database, and the metrics say so', async () => {
    const random = seededRandom(12);
    const below = (bound: number) => Math.floor(random() * bound);
    let now = Date.UTC(2026, 2, 4, 3);
    await fill(random);
    const backups = await backupsUnder(ours, () => now);
    const whole = readFileSync((await backups.create()).path);
    const sealed = {
      whole,
      foreign: readFileSync((await (await backupsUnder(foreign, () => now)).create()).path),
      below,
    };
    const good = join(dataDir, 'good.backup');
    writeFileSync(good, whole);
    const registry = new Registry();
    const statusFile = backupStatusFile(dataDir);
    measureBackups(registry, statusFile);
    const verdict = async () => {
      const metrics = await registry.metrics();
      const figure = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(metrics)?.[1]);
      return { verified: figure('backup_verified'), failedAt: figure('backup_last_failure_timestamp_seconds') };
    };

    let opened = 0;
    const openScratch = () => {
      opened += 1;
      return open();
    };
    await backups.verify({ path: good, openScratch });
    expect([opened, await verdict()]).toEqual([1, { verified: 1, failedAt: 0 }]);
    const goodStatus = join(dataDir, 'good-status.json');
    copyFileSync(join(dataDir, 'backup-status.json'), goodStatus);

    const tries = Array.from({ length: rounds }, () => Object.entries(damages)).flat();
    expect(tries).toHaveLength(100);
    for (const [n, [kind, damage]] of tries.entries()) {
      const name = `try-${n}.backup`;
      const path = join(dataDir, name);
      writeFileSync(path, damage(sealed));
      copyFileSync(goodStatus, join(dataDir, 'backup-status.json'));
      now += 1_000;
      await expect(backups.verify({ path, openScratch }), `${n}: ${kind}`).rejects.toThrow(/backup/i);
      expect(await verdict(), `${n}: ${kind}`).toEqual({ verified: 0, failedAt: now / 1_000 });
      expect((await statusFile.read()).verified?.name, `${n}: ${kind}`).toBe(name);
      rmSync(path);
    }
    expect(opened).toBe(1); // no database is needed to find it
  });
});
