/**
 * Why: a log is read by more people than the database, and kept for longer. Whatever is logged goes through one redactor: secret
 * names at any depth, and keys, cards, addresses of mail and our own tokens in any text.
 * What it knows: packages/redact/README.md.
 */
import { createRedactor, defineDetector, masks, type RedactOptions } from '@scry/redact';
import { detectors } from '@scry/redact/detectors';
import { pinoRedact } from '@scry/redact/pino';

/** Sessions, API keys and what sets a password, see features/accounts/token.ts. */
const ownToken = defineDetector({
  id: 'podcast-analytics-token',
  triggers: ['pak_', 'pas_', 'pah_', 'pal_'],
  pattern: /pa[kshl]_[\w-]{43}/,
  mask: masks.keepFirst(4),
});

const options: RedactOptions = { values: [ownToken, ...detectors] };

export const redact = createRedactor(options);

/** For pino: objects, messages with their arguments, errors, and what child loggers are bound to. */
export const loggerRedaction = pinoRedact(options);
