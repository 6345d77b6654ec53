import { type Command, type CommandContext, UsageError } from './command.ts';
import { describeError } from './describe-error.ts';

interface ListedCommand {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** On demand: what the server needs takes a second to load, and only `start` needs it. */
  readonly load: () => Promise<Command>;
}

const commands: readonly ListedCommand[] = [
  {
    name: 'start',
    summary: 'Serves the console and the API',
    load: async () => (await import('./start.ts')).start,
  },
  {
    name: 'import',
    summary: 'Imports logs: OP3 rows, access logs, CloudFront, S3, NDJSON; plain or gzip',
    load: async () => (await import('./import-files.ts')).importFiles,
  },
  {
    name: 'report',
    summary: 'Prints downloads by day, episode, show, app, country and device, and hits by reason',
    load: async () => (await import('./report.ts')).report,
  },
  {
    name: 'recount',
    summary: 'Counts the stored hits again, by any ruleset and window, and prints the difference',
    load: async () => (await import('./recount.ts')).recount,
  },
  {
    name: 'accounts',
    summary: 'Shows and changes users and API keys',
    load: async () => (await import('./accounts.ts')).accounts,
  },
  {
    name: 'erase',
    summary: 'Deletes what is stored of a person or a listener',
    load: async () => (await import('./privacy.ts')).erase,
  },
  {
    name: 'personal-data',
    summary: 'Prints what is stored about a person',
    load: async () => (await import('./privacy.ts')).personalData,
  },
  {
    name: 'retention',
    summary: 'Removes what is kept no longer',
    load: async () => (await import('./privacy.ts')).retention,
  },
  {
    name: 'agents',
    summary: 'Shows, tries and updates the lists of apps, bots and devices',
    load: async () => (await import('./agents.ts')).agents,
  },
  {
    name: 'rotate-secrets',
    summary: 'Makes a new signing key, and seals anew what is sealed',
    load: async () => (await import('./rotate-secrets.ts')).rotateSecrets,
  },
  {
    name: 'backup',
    summary: 'Writes everything into one encrypted file',
    load: async () => (await import('./backup.ts')).backup,
  },
  {
    name: 'verify-backup',
    summary: 'Restores a backup aside, and compares',
    load: async () => (await import('./verify-backup.ts')).verifyBackup,
  },
  {
    name: 'restore',
    summary: 'Brings back the state of a backup',
    load: async () => (await import('./restore.ts')).restore,
  },
];
const exitCodes = { ok: 0, failed: 1, wrongUsage: 2 } as const;

/** Finds the command, runs it, and resolves with the exit code: what it throws becomes one line on the standard error. */
export async function runCommand(args: readonly string[], context: CommandContext): Promise<number> {
  const [name, ...rest] = args;
  try {
    const listed = commands.find((candidate) => candidate.name === name);
    if (listed === undefined) return listCommands(name, context);
    const command = await listed.load();
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
  const list = commands.map((command) => `  ${command.name.padEnd(14)} ${command.summary}`).join('\n');
  stdout.write(
    `Usage: podcast-analytics <command> [options]\n\n${list}\n\nEach has --help. Settings: DATA_DIR, DATABASE_URL, REDIS_URL, HOST, PORT, LOG_LEVEL.\n`,
  );
  return exitCodes.ok;
}
