// Somebody edits the log, and somebody else cuts its end off: what `verify` says.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAudit, fileSink, verify } from '@scry/audit';

const directory = await mkdtemp(join(tmpdir(), 'audit-'));
const audit = await createAudit({ sinks: [fileSink({ directory })] });
for (const records of [3, 40_000, 2]) {
  await audit.logDataAccess({ action: 'data.export', actor: { type: 'user', id: 'mallory' }, details: { records } });
}
const { note } = await audit.checkpoint(); // to be kept where mallory cannot write
await audit.close();

const [file = ''] = (await readdir(directory)).filter((name) => name.endsWith('.ndjson'));
const path = join(directory, file);
const original = await readFile(path, 'utf8');

await writeFile(path, original.replace('40000', '4'));
console.log((await verify(directory)).divergence?.kind);

await writeFile(path, original.split('\n').slice(0, 1).join('\n').concat('\n'));
console.log((await verify(directory, { checkpoint: note })).divergence?.kind);

await writeFile(path, original);
console.log((await verify(directory, { checkpoint: note })).ok);
await rm(directory, { recursive: true });
