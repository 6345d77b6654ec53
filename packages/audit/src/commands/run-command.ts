import { isWrongInput, type Program, readArguments, refusalOf } from '@scry/internal/program';
import { anomaliesCommand } from './anomalies-command.ts';
import type { Command, Print } from './command.ts';
import { exportCommand } from './export-command.ts';
import { keygenCommand } from './keygen-command.ts';
import { proveCommand } from './prove-command.ts';
import { recoverCommand } from './recover-command.ts';
import { reportCommand } from './report-command.ts';
import { searchCommand } from './search-command.ts';
import { verifyCommand } from './verify-command.ts';

const program: Program<Command> = {
  name: 'scry-audit',
  about: 'Works with the directories that an audit log of @scry/audit is kept in.',
  commands: [
    verifyCommand,
    proveCommand,
    searchCommand,
    exportCommand,
    reportCommand,
    anomaliesCommand,
    recoverCommand,
    keygenCommand,
  ],
  notes: [
    'The application may go on writing: only recover wants the directory for itself. Searches, exports and reports are audited',
    'themselves, in a log of their own beside the directory: <directory>.access.',
    '',
    'scry-audit <command> --help tells more. The exit code is 0 when all is good, 1 for a divergence or a finding, 2 for wrong use.',
  ],
};

/** The streams of a process. */
export interface Streams {
  readonly print: Print;
  readonly complain: Print;
}

/** Runs `scry-audit` with these arguments; resolves with the exit code: 0 good, 1 divergence or findings, 2 wrong use. */
export async function runCommand(args: readonly string[], { print, complain }: Streams): Promise<0 | 1 | 2> {
  try {
    const asked = readArguments(program, args);
    if ('command' in asked) {
      const { operands, options } = asked.typed;
      // As many as the command takes; one that takes a single one does not look at the second.
      return await asked.command.run(options, operands as readonly string[] as readonly [string, string], print);
    }
    await print(asked.help);
    return 0;
  } catch (error) {
    if (!isOfInput(error)) throw error;
    await complain(refusalOf(program, args, error));
    return 2;
  }
}

/** A wrong argument, or a file that is not there, is not a fault of ours. */
function isOfInput(error: unknown): error is Error {
  if (isWrongInput(error)) return true;
  if (!(error instanceof Error)) return false;
  // What the functions behind the commands say of what they are given.
  if (/^(?:ed25519Signer|proveInclusion|verify): /.test(error.message)) return true;
  return 'code' in error && /^(?:ENOENT|ENOTDIR|EACCES|EEXIST|EISDIR|EROFS|SCRY_AUDIT_)/.test(String(error.code));
}
