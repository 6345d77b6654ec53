// What is said of a log that was changed: the kind, the place, and a sentence.
import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { ed25519Signer, isAuditDamagedError } from '../src/index.ts';
import { recoverLog } from '../src/recover-log.ts';
import { verifyOn } from '../src/verify.ts';
import { copyOf, directory, diskWith, type Files, forged, placeIn, sampleLog, segmentsOf } from './sample-log.ts';

let sound: Files;
beforeAll(async () => {
  sound = await sampleLog(20);
});

/** A log of 20 events without checkpoints, changed. */
function changed(change: (files: Files) => void): Files {
  const files = new Map([...copyOf(sound)].filter(([name]) => name.endsWith('.ndjson')));
  change(files);
  return files;
}

function lineOf(files: Files, seq: number): string {
  const { lines, index } = placeIn(files, seq);
  return lines[index] ?? '';
}

/** The file that an event stands in, and the number of its line. */
function at(seq: number): { file: string; line: number } {
  const { lines, index } = placeIn(sound, seq);
  const file = segmentsOf(sound).find((name) => sound.get(name) === lines) ?? '';
  return { file, line: index + 1 };
}

async function found(files: Files, cut = 0) {
  return (await verifyOn(diskWith(files, cut), directory)).divergence;
}

describe('verify says', () => {
  test('that an event stands twice', async () => {
    const twice = changed((files) => {
      const { lines, index } = placeIn(files, 3);
      lines.splice(index + 1, 0, lineOf(files, 2));
    });
    const { file, line } = at(3);
    expect(await found(twice)).toEqual({
      kind: 'inserted',
      file,
      line: line + 1,
      seq: 2,
      message: 'Event 2 stands twice.',
    });
    const early = changed((files) => {
      const { lines, index } = placeIn(files, 2);
      lines.splice(index, 0, lineOf(files, 9));
    });
    expect(await found(early)).toEqual({ kind: 'inserted', ...at(2), seq: 9, message: 'Event 9 stands twice.' });
  });

  test('that two events have one number', async () => {
    const later = changed((files) => {
      const { lines, index } = placeIn(files, 3);
      lines.splice(index + 1, 0, forged(lineOf(files, 2)));
    });
    const message = 'Two different events have the number 2.';
    const { file, line } = at(3);
    expect(await found(later)).toEqual({ kind: 'forked', file, line: line + 1, seq: 2, message });
    const before = changed((files) => {
      const { lines, index } = placeIn(files, 2);
      lines.splice(index, 0, forged(lineOf(files, 2), 'f'.repeat(64)));
    });
    expect(await found(before)).toEqual({ kind: 'forked', ...at(2), seq: 2, message });
  });

  test('that a line is none of the log, or not what it was', async () => {
    const stranger = changed((files) => {
      const { lines, index } = placeIn(files, 4);
      lines.splice(index, 0, 'what is this?');
    });
    expect(await found(stranger)).toEqual({
      kind: 'inserted',
      ...at(4),
      seq: 4,
      message: 'A line that is no event of this log stands before event 4.',
    });
    const edited = changed((files) => {
      const { lines, index } = placeIn(files, 4);
      lines[index] = lineOf(files, 4).replace('ada', 'eve');
    });
    expect(await found(edited)).toEqual({
      kind: 'edited',
      ...at(4),
      seq: 4,
      message: 'Event 4 was expected; the line there is not true to its hash.',
    });
  });

  test('which event was forged, where the next one names another', async () => {
    const files = changed((all) => {
      const { lines, index } = placeIn(all, 4);
      lines[index] = forged(lineOf(all, 4));
    });
    expect(await found(files)).toEqual({
      kind: 'edited',
      ...at(4),
      seq: 4,
      message: 'Event 5 follows another event than the one that has the number 4.',
    });
    const first = changed((all) => {
      const { lines, index } = placeIn(all, 1);
      lines[index] = forged(lineOf(all, 1), 'f'.repeat(64));
    });
    expect(await found(first)).toMatchObject({ kind: 'edited', ...at(1), seq: 1 });
  });

  test('that an event was edited, where the one behind it does not fit either', async () => {
    const files = changed((all) => {
      const { lines, index } = placeIn(all, 4);
      const strange = forged(lineOf(all, 4), 'f'.repeat(64));
      lines.splice(index, 1, strange, strange);
    });
    expect(await found(files)).toMatchObject({ kind: 'edited', ...at(3), seq: 3 });
    const garbage = changed((all) => {
      const { lines, index } = placeIn(all, 4);
      lines.splice(index, 1, 'garbage', forged(lineOf(all, 4), 'f'.repeat(64)));
    });
    expect(await found(garbage)).toMatchObject({ kind: 'edited', ...at(4), seq: 4 });
  });

  test('that an event is missing, also where another one with the number of the next comes later', async () => {
    const files = changed((all) => {
      const { lines, index } = placeIn(all, 4);
      const other = forged(lineOf(all, 5));
      lines.splice(index, 1);
      const place = placeIn(all, 9);
      place.lines.splice(place.index, 0, other);
    });
    expect(await found(files)).toMatchObject({ kind: 'removed', ...at(4), seq: 4 });
  });

  test('which event is missing, or stands elsewhere', async () => {
    const removed = changed((files) => {
      const { lines, index } = placeIn(files, 4);
      lines.splice(index, 2);
    });
    expect(await found(removed)).toEqual({
      kind: 'removed',
      ...at(4),
      seq: 4,
      message: 'Event 4 was expected, and event 6 is there.',
    });
    const moved = changed((files) => {
      const { lines, index } = placeIn(files, 2);
      const [line = ''] = lines.splice(index, 1);
      lines.splice(index + 1, 0, line);
    });
    const { file, line } = at(2);
    expect(await found(moved)).toEqual({
      kind: 'reordered',
      file,
      line,
      seq: 2,
      message: `Event 2 stands later, in line ${line + 1} of ${file}.`,
    });
  });

  test('how a file ends within an event', async () => {
    expect(
      await found(
        changed(() => {}),
        5,
      ),
    ).toEqual({
      kind: 'torn-tail',
      ...at(20),
      seq: 20,
      message: 'The last line ends within event 20, as a crash leaves it.',
    });
    expect(await found(copyOf(sound), 5)).toEqual({
      kind: 'truncated',
      ...at(20),
      seq: 20,
      message: 'The file ends within event 20.',
    });
  });

  test('how many events a checkpoint speaks for, where the last ones are gone', async () => {
    const files = copyOf(sound);
    placeIn(files, 20).lines.pop();
    expect(await found(files)).toEqual({
      kind: 'truncated',
      file: segmentsOf(sound).at(-1),
      line: 0,
      seq: 20,
      message: 'A checkpoint speaks for 20 events, and 19 are there.',
    });
    const { rootHash } = await verifyOn(diskWith(sound), directory);
    const held = await verifyOn(diskWith(new Map()), directory, { checkpoint: `audit\n20\n${rootHash}\n` });
    expect(held.divergence).toEqual({
      kind: 'truncated',
      file: '',
      line: 0,
      seq: 1,
      message: 'A checkpoint speaks for 20 events, and 0 are there.',
    });
  });

  test('with which event the last file begins, where it is empty', async () => {
    const files = changed((all) => all.set('0000000000000042.ndjson', []));
    expect(await found(files)).toEqual({
      kind: 'removed',
      file: '0000000000000042.ndjson',
      line: 0,
      seq: 21,
      message: 'Event 21 was expected, and the last file begins with 42.',
    });
    expect(await found(changed((all) => all.set('0000000000000021.ndjson', [])))).toBeUndefined();
  });

  test('of which events a checkpoint does not speak', async () => {
    const other = await sampleLog(14);
    const { rootHash } = await verifyOn(diskWith(other), directory);
    const { divergence, confirmed, ok } = await verifyOn(diskWith(copyOf(sound)), directory, {
      checkpoint: `audit\n14\n${rootHash}\n`,
    });
    expect([ok, confirmed]).toEqual([false, 12]);
    expect(divergence).toEqual({
      kind: 'forked',
      file: 'checkpoint',
      line: 1,
      seq: 13,
      message: 'The checkpoint over 14 events speaks of other events than those from 13 on.',
    });
  });

  test('which checkpoint is not signed', async () => {
    const { publicKey } = ed25519Signer({ name: 'a', privateKey: generateKeyPairSync('ed25519').privateKey });
    const { divergence } = await verifyOn(diskWith(copyOf(sound)), directory, { publicKey });
    expect(divergence).toMatchObject({
      kind: 'bad-signature',
      line: 1,
      seq: 7,
      message: 'The checkpoint over 7 events is not signed with the key that was given.',
    });
  });
});

describe('opening says', () => {
  async function refusal(files: Files) {
    const error = await recoverLog(diskWith(files), directory).catch((reason: unknown) => reason);
    return isAuditDamagedError(error) ? error.divergence : error;
  }

  test('that a checkpoint speaks for more events than there are', async () => {
    const files = copyOf(sound);
    placeIn(files, 20).lines.pop();
    expect(await refusal(files)).toMatchObject({
      kind: 'truncated',
      seq: 20,
      file: expect.stringMatching(/\.checkpoints$/),
      message: 'A checkpoint speaks for 20 events, and 19 are there.',
    });
  });

  test('that the last checkpoint speaks of other events', async () => {
    const files = copyOf(sound);
    const name = [...files.keys()].filter((each) => each.endsWith('.checkpoints')).at(-1) ?? '';
    const lines = files.get(name) ?? [];
    const last = lines.at(-1) ?? '';
    lines.push(last.replace(/(\\n20\\n)(.)/, (_, before, letter) => before + (letter === 'A' ? 'B' : 'A')));
    expect(await refusal(files)).toEqual({
      kind: 'forked',
      file: name,
      line: lines.length,
      seq: 20,
      message: 'The last checkpoint, over 20 events, speaks of other events.',
    });
  });
});
