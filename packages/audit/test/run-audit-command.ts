// Runs the command as a shell would, but in this process.
import { runCommand } from '../src/commands/run-command.ts';

export interface Ran {
  readonly code: 0 | 1 | 2;
  readonly out: string;
  readonly err: string;
}

export async function scryAudit(...args: readonly string[]): Promise<Ran> {
  let [out, err] = ['', ''];
  const code = await runCommand(args, {
    print: async (text) => {
      out += text;
    },
    complain: async (text) => {
      err += text;
    },
  });
  return { code, out, err };
}
