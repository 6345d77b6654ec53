import { parseArgs } from 'node:util';
import { type Command, helpOf, parsingOf, type Report, WrongInput } from './command.ts';
import { diffCommand } from './diff-command.ts';
import { explainCommand } from './explain-command.ts';
import { simulateCommand } from './simulate-command.ts';
import { staleCommand } from './stale-command.ts';
import { typesCommand } from './types-command.ts';
import { validateCommand } from './validate-command.ts';

const commands: readonly Command[] = [
  validateCommand,
  explainCommand,
  simulateCommand,
  diffCommand,
  staleCommand,
  typesCommand,
];

/** What was printed, and the exit code: 0 fine, 1 findings, 2 wrong input. */
export interface Outcome {
  readonly code: 0 | 1 | 2;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `scry-flags` with these arguments. */
export function runCommand([name = '--help', ...args]: readonly string[]): Outcome {
  if (name === '--help' || name === 'help') return printed(overview());
  const command = commands.find((each) => each.name === name);
  if (!command)
    return refused(`there is no command ${name}, expected one of ${commands.map((each) => each.name).join(', ')}`);
  try {
    return run(command, args);
  } catch (error) {
    // What parseArgs throws is a TypeError with a code of its own.
    const isTyped = error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
    if (error instanceof WrongInput || isTyped) return refused(error.message, name);
    throw error;
  }
}

function run(command: Command, args: readonly string[]): Outcome {
  const { values, positionals } = parseArgs({ args: [...args], options: parsingOf(command), allowPositionals: true });
  if (values['help']) return printed(helpOf(command));
  if (positionals.length !== command.operands.length) {
    throw new WrongInput(
      `it takes ${command.operands.map((operand) => `<${operand}>`).join(' ')}, got ${positionals.join(' ') || 'nothing'}`,
    );
  }
  const options = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
  // As many as the command takes; one that takes a single file does not look at the second.
  const [first, second] = positionals as [string, string];
  const report = command.run(options, first, second);
  return printed(values['json'] ? [JSON.stringify(report.data, null, 2)] : report.lines, report);
}

function overview(): string[] {
  const rows = commands.map(({ name, summary }) => `  ${name.padEnd(10)} ${summary}`);
  return [
    'Works with flag documents of flagd and @scry/flags, as files of JSON.',
    '',
    'Usage: scry-flags <command> [options]',
    '',
    'Commands:',
    ...rows,
    '',
    'scry-flags <command> --help tells more. The exit code is 0 when all is fine, 1 for findings, 2 for wrong input.',
  ];
}

function printed(lines: readonly string[], { failed = false }: Partial<Report> = {}): Outcome {
  return { code: failed ? 1 : 0, stdout: `${lines.join('\n')}\n`, stderr: '' };
}

function refused(message: string, command?: string): Outcome {
  const help = ['scry-flags', ...(command ? [command] : []), '--help'].join(' ');
  return { code: 2, stdout: '', stderr: `scry-flags: ${message}\nSee ${help}.\n` };
}
