import { WrongInput } from '@scry/internal/command-line';
import { proveInclusion } from '../prove-inclusion.ts';
import type { Command } from './command.ts';
import { requireLog } from './events-in.ts';

export const proveCommand: Command = {
  name: 'prove',
  summary: 'Prints the proof that an event is in the log, as JSON; verifyInclusion checks it, without the log.',
  operands: ['directory', 'seq'],
  options: {},
  async run(_, [directory, seq], print) {
    if (!/^[1-9]\d{0,14}$/.test(seq))
      throw new WrongInput(`<seq> must be the number of an event, from 1 on, got ${seq}`);
    await requireLog(directory);
    const proof = await proveInclusion(directory, Number(seq));
    await print(`${JSON.stringify(proof, null, 2)}\n`);
    return 0;
  },
};
