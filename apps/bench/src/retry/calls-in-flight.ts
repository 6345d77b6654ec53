// Prints the bytes of one call in flight: `node --expose-gc calls-in-flight.ts <library, or nothing for a bare call>`.
import { bytesEach } from '../own-process.ts';
import type { Run } from './libraries.ts';
import { retryLibraries } from './libraries.ts';

const [asked] = process.argv.slice(2);
const library = (await retryLibraries()).find(({ name }) => name === asked);
const bare: Run = async (operation) => operation();
const run = asked === undefined ? bare : library?.policy({ attempts: 3, delayMs: 1_000 });
if (run === undefined) throw new Error(`no library is called ${asked}`);

const forever = async (): Promise<number> => new Promise<number>(() => {});
process.stdout.write(String(bytesEach(10_000, (count) => Array.from({ length: count }, () => run(forever)))));
