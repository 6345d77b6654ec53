import { readdirSync, readFileSync } from 'node:fs';

/** What a lock asks the operating system about the process that holds it. */
export interface ProcessTable {
  isAlive(pid: number): boolean;
  /** Tells two processes apart that had the same pid; undefined where the system does not say. */
  startOf(pid: number): string | undefined;
}

export const systemProcesses: ProcessTable = {
  isAlive(pid) {
    try {
      process.kill(pid, 0);
      return !isZombie(pid);
    } catch (error) {
      // EPERM: it lives, and belongs to another user.
      return error instanceof Error && 'code' in error && error.code === 'EPERM';
    }
  },

  startOf(pid) {
    try {
      const ticks = statFields(pid)[19]; // field 22 of proc(5): the start, in clock ticks since boot
      return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${ticks}`;
    } catch {
      return undefined;
    }
  },
};

/** Killed, and not yet waited for by its parent, as in a container without init. Its threads may still be ending. */
function isZombie(pid: number): boolean {
  try {
    return statFields(pid)[0] === 'Z' && readdirSync(`/proc/${pid}/task`).length <= 1;
  } catch {
    return false; // no /proc: what answers to a signal is taken for alive
  }
}

/** From field 3 on; field 2, the name, may hold spaces and parentheses. */
function statFields(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}
