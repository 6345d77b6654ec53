// `npm run bench -- <package>`: measures what is built against the peers, and writes the results that are published.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { installPeers } from './peers.ts';
import { resultsPage, section } from './results-page.ts';
import type { Result, Row } from './row.ts';

const home = join(import.meta.dirname, '..');
const results = join(home, 'results');
const [asked] = process.argv.slice(2);
const measured = readdirSync(import.meta.dirname).filter((name) =>
  existsSync(join(import.meta.dirname, name, 'rows.ts')),
);
if (asked === undefined || !measured.includes(asked)) {
  throw new Error(`bench wants one of ${measured.join(', ')}, got ${asked ?? 'nothing'}`);
}

installPeers();
const result = await measure(asked);
console.log(section(result));
mkdirSync(results, { recursive: true });
writeFileSync(join(results, `${asked}.json`), `${JSON.stringify(result, null, 2)}\n`);
const all = readdirSync(results).sort();
const read = (name: string): Result => JSON.parse(readFileSync(join(results, name), 'utf8'));
writeFileSync(join(home, 'RESULTS.md'), resultsPage(all.map(read)));
// Some peers leave timers behind that would keep this alive.
process.exit();

async function measure(name: string): Promise<Result> {
  const { rows }: { rows: () => Promise<Row[]> } = await import(`./${name}/rows.ts`);
  const processors = cpus();
  return {
    package: name,
    node: process.version,
    cpus: `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown'}`,
    loadavg: loadavg(),
    rows: await rows(),
  };
}
