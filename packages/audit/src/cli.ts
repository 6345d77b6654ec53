#!/usr/bin/env node
import { printTo } from './commands/print-to.ts';
import { runCommand } from './commands/run-command.ts';

const complain = printTo(process.stderr);

runCommand(process.argv.slice(2), { print: printTo(process.stdout), complain }).then(
  (code) => {
    process.exitCode = code;
  },
  async (error: unknown) => {
    // A fault of ours is no divergence: 70 is EX_SOFTWARE of sysexits.h.
    process.exitCode = 70;
    await complain(`scry-audit: ${error instanceof Error ? error.stack : String(error)}\n`);
  },
);
