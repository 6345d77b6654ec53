import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verify } from '@scry/audit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTelemetry } from '../platform/telemetry.ts';
import { auditDirectory, openAuditLog } from './audit.ts';

const day = 86_400_000;
let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'scry-audit-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

test('the trail is kept for seven years, in a server that never ends and in one that is started again', async () => {
  let now = Date.UTC(2019, 1, 3, 12);
  const telemetry = createTelemetry('silent');
  const open = () => openAuditLog('console', { dataDir, telemetry, now: () => now });
  const actor = { type: 'system', id: 'test' } as const;
  let audit = await open();
  const kept = async () => {
    await audit.log({ action: 'service.started', actor });
    const times: string[] = [];
    for await (const { time } of audit.query({})) times.push(time.slice(0, 10));
    expect((await verify(auditDirectory(dataDir, 'console'))).ok).toBe(true);
    return times.sort().filter((time, n, all) => time !== all[n - 1]);
  };
  expect(await kept()).toEqual(['2019-02-03']);
  now += day;
  await kept();
  now += day;
  expect(await kept()).toEqual(['2019-02-03', '2019-02-04', '2019-02-05']);
  now = Date.UTC(2026, 1, 3, 12);
  expect(await kept()).toEqual(['2019-02-03', '2019-02-04', '2019-02-05', '2026-02-03']);
  now += day + 1;
  expect(await kept()).toEqual(['2019-02-04', '2019-02-05', '2026-02-03', '2026-02-04']);
  await audit.close();
  now += day;
  audit = await open();
  expect(await kept()).toEqual(['2019-02-05', '2026-02-03', '2026-02-04', '2026-02-05']);
  await audit.close();
});
