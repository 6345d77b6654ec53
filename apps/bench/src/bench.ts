// `npm run bench [-- <package>]`: measures what is built against the peers, all of it if none is named, and writes the results
// that are published.
import { execFileSync } from 'node:child_process';
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
if (asked !== undefined && !measured.includes(asked)) {
  throw new Error(`bench wants one of ${measured.join(', ')}, or nothing for all, got ${asked}`);
}

installPeers();
if (asked === undefined) {
  // Each in a process of its own: what one leaves in the heap and the compiler is no burden of the next.
  for (const name of measured) execFileSync(process.execPath, [import.meta.filename, name], { stdio: 'inherit' });
} else {
  write(asked, await measure(asked));
}
// Some peers leave timers behind that would keep this alive.
process.exit();

function write(name: string, result: Result): void {
  console.log(section(result));
  mkdirSync(results, { recursive: true });
  writeFileSync(join(results, `${name}.json`), `${JSON.stringify(result, null, 2)}\n`);
  const read = (file: string): Result => JSON.parse(readFileSync(join(results, file), 'utf8'));
  writeFileSync(join(home, 'RESULTS.md'), resultsPage(readdirSync(results).sort().map(read)));
}

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
