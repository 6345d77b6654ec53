import { readFileSync } from 'node:fs';

/** What a lock asks the operating system about the process that holds it. */
export interface ProcessTable {
  isAlive(pid: number): boolean;
  /** Tells two processes apart that had the same pid; undefined where the system does not say. */
  startOf(pid: number): string | undefined;
}

export const systemProcesses: ProcessTable = {
  isAlive(pid) {
    try {
      return process.kill(pid, 0);
    } catch (error) {
      // EPERM: it lives, and belongs to another user.
      return error instanceof Error && 'code' in error && error.code === 'EPERM';
    }
  },

  startOf(pid) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // proc(5): field 22 is the start in clock ticks since boot. Field 2, the name, may hold spaces and parentheses.
      const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
      return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${ticks}`;
    } catch {
      return undefined;
    }
  },
};
