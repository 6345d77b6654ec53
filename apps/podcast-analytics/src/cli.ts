/** The process around a command: its signals, its streams and its exit code. */
import { runCommand } from './commands/run-command.ts';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
// The launcher holds the other end of this channel: when it was killed, nobody waits for us any more.
process.on('disconnect', () => stop.abort());
process.channel?.unref();
// A reader such as `head` may leave before everything is written.
process.stdout.on('error', () => process.exit(0));

const { env, stdout, stderr } = process;
process.exitCode = await runCommand(process.argv.slice(2), { env, stdout, stderr, now: Date.now, signal: stop.signal });
if (process.connected) process.disconnect();
