import type { AuditEvent } from './audit-event.ts';

type Column = readonly [name: string, value: (event: AuditEvent) => unknown];

const columns: readonly Column[] = [
  ['time', ({ time }) => time],
  ['id', ({ id }) => id],
  ['stream', ({ stream }) => stream],
  ['seq', ({ seq }) => seq],
  ['action', ({ action }) => action],
  ['outcome', ({ outcome }) => outcome],
  ['actor_type', ({ actor }) => actor.type],
  ['actor_id', ({ actor }) => actor.id],
  ['actor_tenant_id', ({ actor }) => actor.tenantId],
  ['actor_impersonated_by', ({ actor }) => actor.impersonatedBy],
  ['resource_type', ({ resource }) => resource?.type],
  ['resource_id', ({ resource }) => resource?.id],
  ['resource_tenant_id', ({ resource }) => resource?.tenantId],
  ['client_ip', ({ clientIp }) => clientIp],
  ['user_agent', ({ userAgent }) => userAgent],
  ['session_id', ({ sessionId }) => sessionId],
  ['correlation_id', ({ correlationId }) => correlationId],
  ['traceparent', ({ traceparent }) => traceparent],
  ['reason', ({ reason }) => reason],
  ['changes', ({ changes }) => changes],
  ['details', ({ details }) => details],
  ['prev', ({ prev }) => prev],
  ['hash', ({ hash }) => hash],
];

/** The line that names the columns. */
export function csvHeader(): string {
  return csvRow(columns.map(([name]) => name));
}

/**
 * Writes events as CSV (RFC 4180), a line each after one of names; `changes` and `details` are JSON. No cell is a formula to a
 * spreadsheet, whichever delimiter it splits at: what could begin one has an apostrophe before it (CWE-1236), or is
 * escaped where it stands in JSON.
 *
 * @example
 * toCsv([event]); // 'time,id,stream,…\r\n2026-11-22T09:41:07.318Z,01K…'
 */
export function toCsv(events: Iterable<AuditEvent>): string {
  let text = csvHeader();
  for (const event of events) text += eventRow(event);
  return text;
}

/** An event as one line, without the names of the columns. */
export function eventRow(event: AuditEvent): string {
  return csvRow(columns.map(([, value]) => value(event)));
}

/** One line of CSV; objects are written as JSON, and nothing as an empty cell. */
export function csvRow(values: readonly unknown[]): string {
  return `${values.map(cell).join(',')}\r\n`;
}

// Full-width variants are the same characters to spreadsheets set to an East Asian language.
// A spreadsheet that splits at another delimiter than the comma does not heed our quotes: its cells begin behind that one. It is
// looked back from the few characters that matter, which stand first in the pattern: the engine of Node 20 takes them in turn, and
// would look back from each character of a text, which takes quadratic time.
const inText = /[=+\-@＝＋－＠](?<=(?:^[\s\p{C}]*|[;|\t\r\n][\s\p{C}"]*).)/gu;
const inJson = /[=+\-@＝＋－＠](?<=[;|][\s\p{C}"]*.)/gu;

function cell(value: unknown): string {
  const text = typeof value === 'object' ? safeJson(value) : safeText(String(value ?? ''));
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function safeText(text: string): string {
  return text.replace(inText, "'$&").replace(/^(?=[\t\r\n\0])/, "'");
}

/** The same JSON value; tabs and newlines in its texts are escapes already. */
function safeJson(value: unknown): string {
  return JSON.stringify(value).replace(inJson, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
