#!/usr/bin/env node
import { runCommand } from './commands/run-command.ts';

// Who reads may go, as `head` does: the exit code still says what was found.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

const { code, stdout, stderr } = runCommand(process.argv.slice(2));
process.stdout.write(stdout);
process.stderr.write(stderr);
process.exitCode = code;
