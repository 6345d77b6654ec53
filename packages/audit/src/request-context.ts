import { randomUUID } from 'node:crypto';
import { checkOptions, type OptionRules } from '@scry/internal/check-options';
import { clientAddress, readTrustProxy, type TrustProxy } from '@scry/internal/client-ip';
import { formatIpAddress } from '@scry/internal/ip-address';
import type { Audit, AuditContext } from './audit.ts';
import { parseTraceparent } from './traceparent.ts';

/** What a middleware says of a request in the events that are logged meanwhile. */
export interface RequestContextOptions<Request> {
  /** Whose events the context is for. */
  readonly audit: Pick<Audit, 'runWith'>;
  /** Which proxies may tell the client's address in `X-Forwarded-For`. @default false */
  readonly trustProxy?: TrustProxy;
  /** The header whose value becomes the correlation id; without it the trace id, or a random one. @default 'x-correlation-id' */
  readonly correlationHeader?: string;
  /** What else is known of a request, such as its actor or session. */
  readonly context?: (request: Request) => Partial<AuditContext>;
}

/** How a framework tells what is asked of it. */
export interface RequestView<Request> {
  /** The address of the socket's other end. */
  peer(request: Request): string | undefined;
  header(request: Request, name: string): string | undefined;
}

/** Runs a function in the context of a request. */
export type InContext<Request> = <T>(request: Request, run: () => T) => T;

const longestUserAgent = 1_024;
/** What a caller may call a request: it ends up in logs, and in the names of files that people make of them. */
const correlationId = /^[\w.:+/=-]{1,128}$/;

/** @throws TypeError or RangeError when an option is wrong. */
export function createRequestContext<Request>(
  options: RequestContextOptions<Request>,
  { peer, header }: RequestView<Request>,
): InContext<Request> {
  const rules: OptionRules<RequestContextOptions<Request>> = {
    audit: ['object', 'an audit log', (audit: object) => 'runWith' in audit],
    trustProxy: ['boolean or number or object or function', 'false, a number, a list or a function'],
    correlationHeader: ['string', 'the name of a header', (name: string) => /^[\w-]+$/.test(name)],
    context: ['function', 'a function'],
  };
  const checked = checkOptions('auditContext', options, rules);
  const { audit, trustProxy = false, correlationHeader = 'x-correlation-id', context } = checked;
  if (!audit) throw new TypeError('auditContext: audit must be an audit log, got undefined');
  const trust = readTrustProxy('auditContext', trustProxy);

  return function inContext(request, run) {
    const trace = parseTraceparent(header(request, 'traceparent'));
    const asked = header(request, correlationHeader);
    const address = clientAddress(peer(request), header(request, 'x-forwarded-for'), trust);
    const userAgent = header(request, 'user-agent')?.slice(0, longestUserAgent);
    return audit.runWith(
      {
        correlationId: asked !== undefined && correlationId.test(asked) ? asked : (trace?.traceId ?? randomUUID()),
        ...(trace && { traceparent: trace.text }),
        ...(address && { clientIp: formatIpAddress(address) }),
        ...(userAgent !== undefined && { userAgent }),
        ...context?.(request),
      },
      run,
    );
  };
}
