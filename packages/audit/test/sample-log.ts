import { createHash } from 'node:crypto';
import { createFakeClock } from '@scry/internal/fake-clock';
import { fileSinkOn } from '../src/file-sink.ts';
import type { FileSinkOptions, Signer } from '../src/index.ts';
import { createAudit } from '../src/index.ts';
import { FaultyDisk } from './faulty-disk.ts';
import { seeded } from './seeded.ts';

export const directory = '/audit';

/** The files of a log, as lists of lines without their line feeds. */
export type Files = Map<string, string[]>;

/** A log of so many events in several segments, with a checkpoint after every seven and at the end. */
export async function sampleLog(
  events: number,
  signer?: Signer,
  options: Partial<FileSinkOptions> = {},
): Promise<Files> {
  const disk = new FaultyDisk(seeded(events));
  const sink = fileSinkOn(disk, {
    directory,
    rotateBytes: 4_000,
    checkpointEvery: 7,
    ...(signer && { signer }),
    ...options,
  });
  const audit = await createAudit({ sinks: [sink], clock: createFakeClock() });
  for (let records = 1; records <= events; records++) {
    await audit.logDataAccess({ actor: { type: 'user', id: 'ada' }, details: { records } });
    await audit.flush();
  }
  await audit.close();
  const names = (await disk.list(directory)).filter((name) => name !== 'lock');
  return new Map(names.map((name) => [name, disk.text(`${directory}/${name}`).split('\n').slice(0, -1)]));
}

/** Lays files onto a new disk; `cut`: how many bytes are missing at the end of the last segment. */
export function diskWith(files: Files, cut = 0): FaultyDisk {
  const disk = new FaultyDisk(seeded(1));
  const last = segmentsOf(files).at(-1);
  for (const [name, lines] of files) {
    const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
    disk.put(`${directory}/${name}`, name === last ? bytes.subarray(0, bytes.length - cut) : bytes);
  }
  return disk;
}

export function segmentsOf(files: Files): string[] {
  return [...files.keys()].filter((name) => name.endsWith('.ndjson')).sort();
}

export function copyOf(files: Files): Files {
  return new Map([...files].map(([name, lines]) => [name, [...lines]]));
}

/** Where event `seq` stands. */
export function placeIn(files: Files, seq: number): { lines: string[]; index: number } {
  for (const name of segmentsOf(files)) {
    const lines = files.get(name) ?? [];
    const index = lines.findIndex((line) => line.includes(`"seq":${seq},`));
    if (index >= 0) return { lines, index };
  }
  throw new Error(`no event ${seq}`);
}

/** The line with other content, and a hash that is true to it. */
export function forged(line: string, prev?: string): string {
  const other = line.replace('"id":"ada"', '"id":"eve"');
  const hashed = (prev === undefined ? other : other.replace(/"prev":"\w+"/, `"prev":"${prev}"`)).slice(0, -75);
  return `${hashed},"hash":"${createHash('sha256').update(hashed).digest('hex')}"}`;
}

/** The sizes of the checkpoints that were written. */
export function checkpointSizes(files: Files): number[] {
  const lines = [...files].filter(([name]) => name.endsWith('.checkpoints')).flatMap(([, found]) => found);
  return lines.map((line) => Number(/"size":(\d+)/.exec(line)?.[1])).sort((a, b) => a - b);
}
