#!/usr/bin/env node
import { runCommand } from './commands/run-command.ts';

// An experiment's clients may be open still, and nobody wants to wait for them; what was written is out first.
const exit = (code: number): unknown => process.stdout.write('', () => process.exit(code));

runCommand(process.argv.slice(2), { out: console.log, err: console.error }).then(exit, (error: unknown) => {
  console.error(error);
  exit(2); // whatever went wrong, nobody may take it for a deviation of the system
});
