import { userInfo } from 'node:os';

/** Who types a command, as the audit trail names them: known to the machine only. */
export function operator() {
  return { type: 'system', id: `command line, ${userInfo().username}` } as const;
}
