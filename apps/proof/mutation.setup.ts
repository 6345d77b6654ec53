import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';

// Every mutant that survives runs every property that covers it: none may take minutes.
fc.configureGlobal({ ...fc.readConfigureGlobal(), interruptAfterTimeLimit: 5_000 });

// What runs once, when a module is loaded, is left out: so none may be loaded by a test, where it would count as that test's own.
const sources = join(import.meta.dirname, '../../packages', process.env['SCRY_MUTATION_PACKAGE'] ?? '', 'src');
for (const file of readdirSync(sources, { recursive: true, encoding: 'utf8' })) {
  if (file.endsWith('.ts') && !file.endsWith('cli.ts')) await import(join(sources, file));
}
