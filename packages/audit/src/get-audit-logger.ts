import type { Audit } from './audit.ts';
import { startAudit } from './create-audit.ts';
import { fileSink } from './file-sink.ts';

let logger: Audit | undefined;

/**
 * The audit log of the process, made at the first call from the environment: `AUDIT_LOG_ENABLED` (true),
 * `AUDIT_LOG_REDACT_SENSITIVE` (true), and `AUDIT_LOG_FILE`, the directory that the files of the log are in (`audit`). That it
 * cannot be opened, its first call tells.
 *
 * @throws RangeError when a variable is neither true nor false.
 * @example
 * await getAuditLogger().logAuthSuccess({ actor: { type: 'user', id: 'user@example.com' } });
 */
export function getAuditLogger(): Audit {
  // Without a catalogue of its own it takes the built-in actions.
  logger ??= startAudit({
    enabled: flag('AUDIT_LOG_ENABLED'),
    sinks: [fileSink({ directory: process.env['AUDIT_LOG_FILE'] || 'audit' })],
    ...(!flag('AUDIT_LOG_REDACT_SENSITIVE') && { redact: false as const }),
  }).audit as unknown as Audit;
  return logger;
}

const words: ReadonlyMap<string, boolean> = /* @__PURE__ */ new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

function flag(name: string): boolean {
  const text = process.env[name] || 'true';
  const value = words.get(text.trim().toLowerCase());
  if (value === undefined)
    throw new RangeError(`getAuditLogger: ${name} must be true or false, got ${JSON.stringify(text)}`);
  return value;
}
