import type { Result, Row, Value } from './row.ts';

/** RESULTS.md, from every result; rows that are lost stay. */
export function resultsPage(results: readonly Result[]): string {
  const intro =
    '# Benchmarks\n\nEach table is one run of `npm run bench -- <package>`, ours and the peers interleaved. `ratio` is the figure ' +
    'that the goal speaks of, and the goal is its upper bound. A dash: the library cannot do it, or does not end.\n';
  return [intro, ...results.map(section)].join('\n');
}

export function section({ package: name, node, cpus, loadavg, rows }: Result): string {
  const peers = [...new Set(rows.flatMap((row) => Object.keys(row.peers)))];
  const head = ['row', 'unit', 'ours', 'bare', ...peers, 'ratio', 'goal', 'met'];
  const lines = rows.map((row) => line(cells(row, peers)));
  const load = loadavg.map((value) => value.toFixed(2)).join(', ');
  return [
    `## @scry/${name}\n`,
    `Node ${node}, ${cpus}, load ${load}.\n`,
    line(head),
    line(head.map(() => '---')),
    ...lines,
    '',
  ].join('\n');
}

function cells(row: Row, peers: readonly string[]): string[] {
  const values = [row.ours, row.floor, ...peers.map((peer) => row.peers[peer] ?? null)];
  return [row.id, row.unit, ...values.map(shown), shown(row.ratio), `<= ${row.goal}`, row.met ? 'yes' : '**no**'];
}

function shown(value: Value): string {
  return value === null ? '–' : String(Math.round(value * 100) / 100);
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
