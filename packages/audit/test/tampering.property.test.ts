import { expect, test } from 'vitest';
import type { Divergence } from '../src/verify.ts';
import { verifyOn } from '../src/verify.ts';
import {
  checkpointSizes,
  copyOf,
  directory,
  diskWith,
  type Files,
  forged,
  placeIn,
  sampleLog,
  segmentsOf,
} from './sample-log.ts';
import { seeded } from './seeded.ts';

const runs = Number(process.env['SCRY_PROOF_RUNS'] ?? 300);
const events = 60;

/** What was done to the files, and what must be said of it. */
interface Tampered {
  readonly kind: Divergence['kind'];
  readonly seq: number;
  /** Bytes that are missing at the end of the last segment. */
  readonly cut?: number;
}
type Tamper = (files: Files, pick: (below: number) => number) => Tampered;

const printable = '0123456789abcdefghijklmnopqrstuvwxyz{}[]":,. ';

function lineOf(files: Files, seq: number): string {
  const { lines, index } = placeIn(files, seq);
  return lines[index] ?? '';
}

/** Puts a line before event `seq`; after the last event where there is none. */
function insertBefore(files: Files, seq: number, line: string): void {
  const { lines, index } = placeIn(files, Math.min(seq, events));
  lines.splice(seq > events ? index + 1 : index, 0, line);
}

function remove(files: Files, seq: number): string {
  const { lines, index } = placeIn(files, seq);
  return lines.splice(index, 1)[0] ?? '';
}

function lastCheckpointBefore(files: Files, seq: number): number {
  return checkpointSizes(files).findLast((size) => size < seq) ?? 0;
}

const tampers: Record<string, Tamper> = {
  'a character is changed'(files, pick) {
    const seq = 1 + pick(events);
    const { lines, index } = placeIn(files, seq);
    const line = lines[index] ?? '';
    const at = pick(line.length);
    const others = [...printable].filter((character) => character !== line[at]);
    lines[index] = line.slice(0, at) + others[pick(others.length)] + line.slice(at + 1);
    return { kind: 'edited', seq };
  },
  'an event is forged, its hash too'(files, pick) {
    const seq = 1 + pick(events);
    const { lines, index } = placeIn(files, seq);
    lines[index] = forged(lines[index] ?? '');
    return seq < events ? { kind: 'edited', seq } : { kind: 'forked', seq: lastCheckpointBefore(files, seq) + 1 };
  },
  'events are removed'(files, pick) {
    const seq = 1 + pick(events);
    const count = 1 + pick(Math.min(5, events - seq + 1));
    for (let i = seq; i < seq + count; i++) remove(files, i);
    return { kind: seq + count > events ? 'truncated' : 'removed', seq };
  },
  'a file is removed'(files, pick) {
    const names = segmentsOf(files);
    const name = names[pick(names.length)] ?? '';
    files.delete(name);
    return { kind: name === names.at(-1) ? 'truncated' : 'removed', seq: Number(name.slice(0, 16)) };
  },
  'two events change places'(files, pick) {
    const seq = 1 + pick(events - 1);
    const other = seq + 1 + pick(events - seq);
    const [a, b] = [placeIn(files, seq), placeIn(files, other)];
    [a.lines[a.index], b.lines[b.index]] = [b.lines[b.index] ?? '', a.lines[a.index] ?? ''];
    return { kind: 'reordered', seq };
  },
  'an event moves back'(files, pick) {
    const seq = 1 + pick(events - 1);
    const line = remove(files, seq);
    insertBefore(files, seq + 2 + pick(events - seq), line);
    return { kind: 'reordered', seq };
  },
  'an event stands twice'(files, pick) {
    const seq = 1 + pick(events);
    insertBefore(files, 1 + pick(events + 1), lineOf(files, seq));
    return { kind: 'inserted', seq };
  },
  'a line of somebody else is put in'(files, pick) {
    const seq = 1 + pick(events);
    const lines = ['', '{}', 'null', '{"v":1,"id":"x","seq":7}', lineOf(files, seq).slice(0, 40)];
    insertBefore(files, seq, lines[pick(lines.length)] ?? '');
    return { kind: 'inserted', seq };
  },
  'a forged event is put before the true one'(files, pick) {
    const seq = 1 + pick(events);
    insertBefore(files, seq, forged(lineOf(files, seq)));
    return { kind: 'forked', seq };
  },
  'an event of another history is put before the true one'(files, pick) {
    const seq = 1 + pick(events);
    insertBefore(files, seq, forged(lineOf(files, seq), 'f'.repeat(64)));
    return { kind: 'forked', seq };
  },
  'the true event is followed by another with its number'(files, pick) {
    const seq = 1 + pick(events);
    insertBefore(files, seq + 1 + pick(events - seq + 1), forged(lineOf(files, seq)));
    return { kind: 'forked', seq };
  },
  'the end is cut off, within a line'(files, pick) {
    const last = segmentsOf(files).at(-1) ?? '';
    const lines = files.get(last) ?? [];
    const bytes = lines.join('\n').length + 1;
    const cut = 1 + pick(bytes - 1);
    const whole = Buffer.from(`${lines.join('\n')}\n`).subarray(0, bytes - cut);
    return { kind: 'truncated', seq: Number(last.slice(0, 16)) + whole.toString().split('\n').length - 1, cut };
  },
  'history is written anew from one event on'(files, pick) {
    const seq = 1 + pick(events);
    let prev: string | undefined;
    for (let i = seq; i <= events; i++) {
      const { lines, index } = placeIn(files, i);
      const line = forged(lines[index] ?? '', prev);
      lines[index] = line;
      prev = line.slice(-66, -2);
    }
    return { kind: 'forked', seq: lastCheckpointBefore(files, seq) + 1 };
  },
};

test(`${runs} logs that were tampered with are all found out, by kind and event`, {
  timeout: 60_000 + runs * 60,
}, async () => {
  const sound = await sampleLog(events);
  expect(await verifyOn(diskWith(sound), directory)).toMatchObject({ ok: true, events, confirmed: events });
  for (let run = 0; run < runs; run++) {
    const random = seeded(run);
    const [name = '', tamper] = Object.entries(tampers)[run % Object.keys(tampers).length] ?? [];
    const files = copyOf(sound);
    const { kind, seq, cut } = tamper?.(files, (below) => Math.floor(random() * below)) ?? { kind: 'edited', seq: 0 };
    const { divergence } = await verifyOn(diskWith(files, cut), directory);
    expect({ kind: divergence?.kind, seq: divergence?.seq }, `run ${run}: ${name}: ${divergence?.message}`).toEqual({
      kind,
      seq,
    });
  }
});
