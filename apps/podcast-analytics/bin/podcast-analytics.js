#!/usr/bin/env node
/**
 * Runs src/cli.ts from its TypeScript sources, wherever the caller stands. Node takes the condition and the loader only on
 * its command line, hence the child process: it has the terminal, gets the signals, and its exit code is the program's.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const loader = ['--conditions=@scry/source', '--import', import.meta.resolve('tsx')];

const child = spawn(process.execPath, [...loader, path('../src/cli.ts'), ...process.argv.slice(2)], {
  // The channel is what tells the child that this process is gone, even when it was killed.
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  env: { ...process.env, TSX_TSCONFIG_PATH: path('../tsconfig.json') },
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));

child.on('error', (error) => {
  console.error(`podcast-analytics does not start: ${error.message}`);
  process.exitCode = 1;
});
child.on('exit', (code, signal) => {
  if (signal === null) process.exitCode = code ?? 1;
  else {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  }
});
