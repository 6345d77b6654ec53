import { isAuditDamagedError } from '../audit-damaged-error.ts';
import { lockDirectory } from '../directory-lock.ts';
import { nodeFileSystem } from '../file-system.ts';
import { recoverLog } from '../recover-log.ts';
import type { Command } from './command.ts';
import { requireLog } from './events-in.ts';

export const recoverCommand: Command = {
  name: 'recover',
  summary: 'Moves what a crash left of a line aside, as the application does when it starts; refuses while it runs.',
  operands: ['directory'],
  options: {},
  async run(_, [directory], print) {
    await requireLog(directory);
    const unlock = await lockDirectory(nodeFileSystem, directory);
    try {
      const { state, torn } = await recoverLog(nodeFileSystem, directory);
      const what = torn
        ? `${torn.bytes} bytes at the end of ${torn.file} were moved into ${torn.torn}`
        : 'nothing is torn';
      await print(`${what}\n${state.tree.size} events are there\n`);
      return 0;
    } catch (error) {
      if (!isAuditDamagedError(error)) throw error;
      await print(`${error.message}\n`);
      return 1;
    } finally {
      await unlock();
    }
  },
};
