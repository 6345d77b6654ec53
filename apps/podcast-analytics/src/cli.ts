/** The command line: finds the command, runs it, and turns what it throws into one line and an exit code. */
import { agents } from './commands/agents.ts';
import { type Command, type CommandContext, UsageError } from './commands/command.ts';
import { describeError } from './commands/describe-error.ts';
import { importFiles } from './commands/import-files.ts';
import { recount } from './commands/recount.ts';
import { report } from './commands/report.ts';
import { start } from './commands/start.ts';

const commands: readonly Command[] = [start, importFiles, report, recount, agents];
const exitCodes = { ok: 0, failed: 1, wrongUsage: 2 } as const;

async function main(args: readonly string[], context: CommandContext): Promise<number> {
  const [name, ...rest] = args;
  try {
    const command = commands.find((candidate) => candidate.name === name);
    if (command === undefined) return listCommands(name, context);
    if (rest.includes('--help') || rest.includes('-h')) context.stdout.write(`${command.help}\n`);
    else await command.run(rest, context);
    return exitCodes.ok;
  } catch (error) {
    context.stderr.write(
      `podcast-analytics${name === undefined ? '' : ` ${name}`}: ${describeError(error, context.env)}\n`,
    );
    if (!(error instanceof UsageError)) return exitCodes.failed;
    context.stderr.write(`Try: podcast-analytics ${name ?? ''} --help\n`);
    return exitCodes.wrongUsage;
  }
}

function listCommands(name: string | undefined, { stdout }: CommandContext): number {
  const isHelp = name === undefined || ['help', '--help', '-h'].includes(name);
  const names = commands.map((command) => command.name).join(', ');
  if (!isHelp) throw new UsageError(`there is no command "${name}"; expected one of ${names}`);
  const list = commands.map((command) => `  ${command.name.padEnd(8)} ${command.summary}`).join('\n');
  stdout.write(
    `Usage: podcast-analytics <command> [options]\n\n${list}\n\nEach has --help. Settings: DATA_DIR, DATABASE_URL, HOST, PORT, LOG_LEVEL.\n`,
  );
  return exitCodes.ok;
}

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
// The launcher holds the other end of this channel: when it was killed, nobody waits for us any more.
process.on('disconnect', () => stop.abort());
process.channel?.unref();
// A reader such as `head` may leave before everything is written.
process.stdout.on('error', () => process.exit(exitCodes.ok));

const { env, stdout, stderr } = process;
process.exitCode = await main(process.argv.slice(2), { env, stdout, stderr, now: Date.now, signal: stop.signal });
if (process.connected) process.disconnect();
