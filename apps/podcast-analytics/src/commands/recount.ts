import type { Command } from './command.ts';

const help = `Usage: podcast-analytics recount [--ruleset iab|op3] [--window utc-day|rolling-24h]`;

export const recount: Command = {
  help,
  async run() {
    throw new Error('not yet');
  },
};
