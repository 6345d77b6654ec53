import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ed25519Signer, isAuditDamagedError } from '../src/index.ts';
import { recoverLog } from '../src/recover-log.ts';
import { verifyOn } from '../src/verify.ts';
import { copyOf, directory, diskWith, type Files, placeIn, sampleLog, segmentsOf } from './sample-log.ts';

const keys = () => ed25519Signer({ name: 'example.com/audit', privateKey: generateKeyPairSync('ed25519').privateKey });
const signer = keys();

function withoutCheckpoints(files: Files): Files {
  return new Map([...files].filter(([name]) => !name.endsWith('.checkpoints')));
}

function lastNote(files: Files): string {
  const lines = [...files].filter(([name]) => name.endsWith('.checkpoints')).flatMap(([, found]) => found);
  return JSON.parse(lines.at(-1) ?? '').note;
}

/** Removes the last events. */
function cut(files: Files, from: number, to: number): Files {
  for (let seq = from; seq <= to; seq++) {
    const { lines, index } = placeIn(files, seq);
    lines.splice(index, 1);
  }
  return files;
}

test('a sound log is good, and every checkpoint in it is right', async () => {
  const files = await sampleLog(20, signer);
  expect(
    await verifyOn(diskWith(files), directory, { publicKey: signer.publicKey, checkpoint: lastNote(files) }),
  ).toEqual({
    ok: true,
    events: 20,
    segments: segmentsOf(files).length,
    pruned: 0,
    confirmed: 20,
    rootHash: lastNote(files).split('\n')[2],
  });
});

test('an empty directory is a good log', async () => {
  expect(await verifyOn(diskWith(new Map()), directory)).toMatchObject({ ok: true, events: 0, segments: 0 });
});

describe('a cut tail', () => {
  test('shows by the last checkpoint, signed or not', async () => {
    for (const by of [undefined, signer]) {
      const { divergence } = await verifyOn(diskWith(cut(await sampleLog(20, by), 18, 20)), directory);
      expect(divergence).toMatchObject({
        kind: 'truncated',
        seq: 18,
        message: expect.stringMatching(/^A checkpoint speaks for (?:19|20) events, and 17 are there\.$/),
      });
    }
  });

  test('shows by a checkpoint kept elsewhere, when all those in the directory are gone', async () => {
    const files = await sampleLog(20, signer);
    const checkpoint = lastNote(files);
    const disk = diskWith(withoutCheckpoints(cut(files, 18, 20)));
    expect((await verifyOn(disk, directory)).ok).toBe(true);
    expect((await verifyOn(disk, directory, { checkpoint })).divergence).toMatchObject({ kind: 'truncated', seq: 18 });
  });

  test('shows when every file was deleted', async () => {
    const files = await sampleLog(20, signer);
    const { divergence } = await verifyOn(diskWith(new Map()), directory, { checkpoint: lastNote(files) });
    expect(divergence).toMatchObject({ kind: 'truncated', seq: 1 });
  });

  test('within a line, after the last checkpoint, is what a crash leaves', async () => {
    const { divergence } = await verifyOn(diskWith(withoutCheckpoints(await sampleLog(20)), 5), directory);
    expect(divergence).toMatchObject({ kind: 'torn-tail', seq: 20 });
  });

  test('of a file that is not the last is no crash', async () => {
    const files = withoutCheckpoints(await sampleLog(20));
    const disk = diskWith(files);
    const first = segmentsOf(files)[0] ?? '';
    const text = Buffer.from(disk.text(`${directory}/${first}`));
    disk.put(`${directory}/${first}`, text.subarray(0, text.length - 5));
    expect((await verifyOn(disk, directory)).divergence?.kind).toBe('truncated');
  });
});

test('a log that begins later than where the other ended, with an empty file, lacks events', async () => {
  const files = withoutCheckpoints(await sampleLog(20));
  files.set('0000000000000042.ndjson', []);
  expect((await verifyOn(diskWith(files), directory)).divergence).toMatchObject({ kind: 'removed', seq: 21 });
});

describe('a signature', () => {
  test('of another key is bad', async () => {
    const files = await sampleLog(20, signer);
    const { divergence } = await verifyOn(diskWith(files), directory, { publicKey: keys().publicKey });
    expect(divergence).toMatchObject({ kind: 'bad-signature', seq: 7, line: 1 });
  });

  test('that is missing is bad where a key is given', async () => {
    const { divergence } = await verifyOn(diskWith(await sampleLog(20)), directory, { publicKey: signer.publicKey });
    expect(divergence?.kind).toBe('bad-signature');
  });

  test('that was changed is bad, and the events before it are not in doubt', async () => {
    const files = await sampleLog(20, signer);
    const name = [...files.keys()].filter((file) => file.endsWith('.checkpoints')).at(-1) ?? '';
    const lines = files.get(name) ?? [];
    const last = lines.length - 1;
    const { size } = JSON.parse(lines[last] ?? '');
    lines[last] = (lines[last] ?? '').replace(
      /(— \S+ .{20})(.)/,
      (_, before, letter) => before + (letter === 'A' ? 'B' : 'A'),
    );
    const { divergence } = await verifyOn(diskWith(files), directory, { publicKey: signer.publicKey });
    expect(divergence).toMatchObject({ kind: 'bad-signature', seq: size, file: name });
  });
});

test('a line among the checkpoints that is none is bad, and does not keep the log from opening', async () => {
  for (const line of ['{}', 'null', '[', '{"note":7}', '{"size":9,"note":"audit"}']) {
    for (const at of [0, 1]) {
      const files = await sampleLog(20);
      const name = [...files.keys()].find((file) => file.endsWith('.checkpoints')) ?? '';
      files.get(name)?.splice(at, 0, line);
      expect((await verifyOn(diskWith(files), directory)).divergence, line).toMatchObject({
        kind: 'bad-signature',
        file: name,
        line: at + 1,
        message: 'The line is no checkpoint.',
      });
      expect((await recoverLog(diskWith(files), directory)).state.tree.size).toBe(20);
    }
  }
});

test('files whose only checkpoints are none are read from the beginning', async () => {
  const files = await sampleLog(20);
  for (const [name, lines] of files) if (name.endsWith('.checkpoints')) lines.fill('{}');
  expect((await recoverLog(diskWith(files), directory)).state.tree.size).toBe(20);
});

test('a checkpoint that was not written to its end is none', async () => {
  const files = await sampleLog(20);
  const disk = diskWith(files);
  const name = [...files.keys()].filter((file) => file.endsWith('.checkpoints')).at(-1) ?? '';
  disk.put(`${directory}/${name}`, Buffer.from(`${disk.text(`${directory}/${name}`)}{"size":21,"he`));
  expect((await verifyOn(disk, directory)).ok).toBe(true);
});

test('a held checkpoint of another log shows the fork', async () => {
  const other = await sampleLog(14);
  const { divergence } = await verifyOn(diskWith(await sampleLog(20)), directory, { checkpoint: lastNote(other) });
  expect(divergence).toMatchObject({ kind: 'forked', file: 'checkpoint', line: 1 });
});

test('a held checkpoint that is none is a wrong use', async () => {
  await expect(verifyOn(diskWith(new Map()), directory, { checkpoint: 'x' })).rejects.toThrow(
    'verify: checkpoint must be the text of a checkpoint',
  );
});

describe('opening a damaged log', () => {
  const damages: Record<string, (files: Files) => Files> = {
    edited(files) {
      const { lines, index } = placeIn(files, 19);
      lines[index] = (lines[index] ?? '').replace('ada', 'eve');
      return files;
    },
    removed: (files) => cut(files, 19, 19),
    truncated: (files) => cut(files, 19, 20),
    forked(files) {
      const [, ...others] = [...files.keys()].filter((name) => name.endsWith('.checkpoints'));
      const last = others.at(-1) ?? '';
      const lines = files.get(last) ?? [];
      lines.push(
        (lines.at(-1) ?? '').replace(/(\\n20\\n)(.)/, (_, before, letter) => before + (letter === 'A' ? 'B' : 'A')),
      );
      return files;
    },
  };

  test.each(Object.entries(damages))('that was %s is refused, and nothing is changed', async (kind, damage) => {
    const disk = diskWith(damage(copyOf(await sampleLog(20))));
    const before = await Promise.all((await disk.list(directory)).map((name) => disk.text(`${directory}/${name}`)));
    const error = await recoverLog(disk, directory).catch((reason: unknown) => reason);
    expect(isAuditDamagedError(error) && error.divergence.kind).toBe(kind);
    expect(await Promise.all((await disk.list(directory)).map((name) => disk.text(`${directory}/${name}`)))).toEqual(
      before,
    );
  });
});
