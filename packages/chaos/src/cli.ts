#!/usr/bin/env node
import { runCommand } from './commands/run-command.ts';

// Who reads may go, as `head` does: nothing may keep an experiment from its roll-back and its exit code.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

// An experiment's clients may be open still, and nobody wants to wait for them; what was written is out first.
const exit = (code: number): unknown => process.stdout.write('', () => process.exit(code));

runCommand(process.argv.slice(2), { out: console.log, err: console.error }).then(exit, (error: unknown) => {
  console.error(error);
  exit(2); // whatever went wrong, nobody may take it for a deviation of the system
});
