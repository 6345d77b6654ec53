import type { Command } from './command.ts';
export const recount: Command = {
  name: 'recount',
  summary: 'x',
  help: 'x',
  async run() {
    throw new Error('not yet');
  },
};
