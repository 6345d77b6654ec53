import { parseArgs } from 'node:util';
import { anomaliesCommand } from './anomalies-command.ts';
import { type Command, helpOf, type Print, parsingOf, WrongInput } from './command.ts';
import { exportCommand } from './export-command.ts';
import { keygenCommand } from './keygen-command.ts';
import { proveCommand } from './prove-command.ts';
import { recoverCommand } from './recover-command.ts';
import { reportCommand } from './report-command.ts';
import { searchCommand } from './search-command.ts';
import { verifyCommand } from './verify-command.ts';

const commands: readonly Command[] = [
  verifyCommand,
  proveCommand,
  searchCommand,
  exportCommand,
  reportCommand,
  anomaliesCommand,
  recoverCommand,
  keygenCommand,
];

/** The streams of a process. */
export interface Streams {
  readonly print: Print;
  readonly complain: Print;
}

/** Runs `scry-audit` with these arguments; resolves with the exit code: 0 good, 1 divergence or findings, 2 wrong use. */
export async function runCommand(
  [name = '--help', ...args]: readonly string[],
  { print, complain }: Streams,
): Promise<0 | 1 | 2> {
  if (name === '--help' || name === 'help') {
    await print(textOf(overview()));
    return 0;
  }
  const command = commands.find((each) => each.name === name);
  try {
    if (command) return await run(command, args, print);
    const known = commands.map((each) => each.name).join(', ');
    throw new WrongInput(`there is no command ${name}, expected one of ${known}`);
  } catch (error) {
    if (!isOfInput(error)) throw error;
    const help = ['scry-audit', ...(command ? [command.name] : []), '--help'].join(' ');
    await complain(`scry-audit: ${error.message}\nSee ${help}.\n`);
    return 2;
  }
}

async function run(command: Command, args: readonly string[], print: Print): Promise<0 | 1> {
  const { values, positionals } = parseArgs({ args: [...args], options: parsingOf(command), allowPositionals: true });
  if (values['help']) {
    await print(textOf(helpOf(command)));
    return 0;
  }
  if (positionals.length !== command.positionals.length) {
    const wanted = command.positionals.map((each) => `<${each}>`).join(' ');
    throw new WrongInput(`it takes ${wanted}, got ${positionals.join(' ') || 'nothing'}`);
  }
  const options = Object.fromEntries(Object.entries(values).map(([option, value]) => [option, String(value)]));
  // As many as the command takes; one that takes a single one does not look at the second.
  return command.run(options, positionals as unknown as readonly [string, string], print);
}

/** A wrong argument, or a file that is not there, is not a fault of ours; what parseArgs throws has a code of its own. */
function isOfInput(error: unknown): error is Error {
  if (error instanceof WrongInput) return true;
  if (!(error instanceof Error)) return false;
  // What the functions behind the commands say of what they are given.
  if (/^(?:ed25519Signer|proveInclusion|verify): /.test(error.message)) return true;
  if (!('code' in error)) return false;
  return /^(?:ERR_PARSE_ARGS|ENOENT|ENOTDIR|EACCES|EEXIST|EISDIR|EROFS|SCRY_AUDIT_)/.test(String(error.code));
}

function overview(): string[] {
  const rows = commands.map(({ name, summary }) => `  ${name.padEnd(10)} ${summary}`);
  return [
    'Works with the directories that an audit log of @scry/audit is kept in.',
    '',
    'Usage: scry-audit <command> [options]',
    '',
    'Commands:',
    ...rows,
    '',
    'The application may go on writing: only recover wants the directory for itself. Searches, exports and reports are audited',
    'themselves, in a log of their own beside the directory: <directory>.access.',
    '',
    'scry-audit <command> --help tells more. The exit code is 0 when all is good, 1 for a divergence or a finding, 2 for wrong use.',
  ];
}

function textOf(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}
