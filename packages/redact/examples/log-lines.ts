// A logger without dependencies: one line of JSON for each event, with errors, cycles and big numbers in it.
import { createRedactor } from '@scry/redact';

const redact = createRedactor({ keys: { extend: ['codename'] } });

function log(message: string, fields: object): void {
  console.log(redact.stringify({ message, ...fields }));
}

const cycle: Record<string, unknown> = { apiKey: 'k-123' };
cycle['self'] = cycle;
log('started', { pid: 1, config: new Map([['database', 'postgres://app:hunter2@db/app']]), cycle });
log('mail sent to ada.lovelace@example.com', { codename: 'enchantress', bytes: 2n ** 64n });
log('webhook', { body: '{"card_number":"4111111111111111","amount":7}' });
