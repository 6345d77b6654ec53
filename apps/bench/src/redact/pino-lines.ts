import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as ScryPino from '../../../../packages/redact/src/pino.ts';
import { root } from '../../../proof/src/package.ts';
import { importPeer, peerName } from '../peers.ts';
import type { Redaction, Value } from './libraries.ts';
import { secretNames, secretPaths } from './record.ts';

type Pino = (options: object, stream: { write(line: string): void }) => { info(value: Value, message: string): void };

/** One line of pino, without redaction first, then ours, then pino's own with the exact paths and with wildcards. */
export async function pinoLines(values: boolean): Promise<Redaction[]> {
  const { default: pino } = await importPeer<{ default: Pino }>('pino');
  const { pinoRedact }: typeof ScryPino = await import(pathToFileURL(join(root, 'packages/redact/dist/pino.js')).href);
  const wildcards = secretNames.map((name) => (name === 'x-api-key' ? `*["${name}"]` : `*.${name}`));
  const name = peerName('pino');
  const ours = pinoRedact(values ? {} : { values: false });
  return [
    logging(pino, 'bare', {}),
    logging(pino, '@scry/redact', ours),
    logging(pino, `${name}, exact paths`, { redact: [...secretPaths] }),
    logging(pino, `${name}, one level of wildcards`, { redact: wildcards }),
  ];
}

function logging(pino: Pino, name: string, options: object): Redaction {
  let last = '';
  const write = (line: string): void => {
    last = line;
  };
  const logger = pino(options, { write });
  return {
    name,
    run(value) {
      logger.info(value, 'handled');
      return last;
    },
  };
}
