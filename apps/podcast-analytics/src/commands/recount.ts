import type { Command } from './command.ts';
export const recount: Command = {
  help: 'x',
  async run() {
    throw new Error('not yet');
  },
};
