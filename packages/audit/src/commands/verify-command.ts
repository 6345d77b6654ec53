import { readFile } from 'node:fs/promises';
import { verify } from '../verify.ts';
import type { Command } from './command.ts';
import { counted } from './counted.ts';
import { requireLog } from './events-in.ts';

export const verifyCommand: Command = {
  name: 'verify',
  summary: 'Reads every line, and tells where the log first differs from one that was only ever appended to.',
  operands: ['directory'],
  options: {
    'public-key': { value: 'file', description: 'the key that checkpoints must be signed with' },
    checkpoint: { value: 'file', description: 'a checkpoint that was kept elsewhere: what it covers must be there' },
    json: { description: 'print data instead of text' },
  },
  async run(options, [directory], print) {
    await requireLog(directory);
    const publicKey = await textIn(options['public-key']);
    const checkpoint = await textIn(options['checkpoint']);
    const report = await verify(directory, {
      ...(publicKey !== undefined && { publicKey }),
      ...(checkpoint !== undefined && { checkpoint }),
    });
    const { ok, events, segments, rootHash, divergence } = report;
    const where =
      divergence && `${divergence.kind} at event ${divergence.seq} (${divergence.file}, line ${divergence.line})`;
    const lines = [
      where === undefined
        ? `good: ${counted(events, 'event')} in ${counted(segments, 'file')}`
        : `${where}: ${divergence?.message}`,
      `root hash ${rootHash} over ${counted(events, 'event')}`,
    ];
    await print(options['json'] ? `${JSON.stringify(report, null, 2)}\n` : `${lines.join('\n')}\n`);
    return ok ? 0 : 1;
  },
};

async function textIn(file: string | undefined): Promise<string | undefined> {
  return file === undefined ? undefined : readFile(file, 'utf8');
}
