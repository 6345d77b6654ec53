import * as z from 'zod';
import { severities } from '../pagerduty.ts';
import { parseJson } from '../parse-json.ts';
import { type SandboxAnswer, type SandboxRequest, type SandboxServer, startSandboxServer } from './sandbox-server.ts';

const event = z.discriminatedUnion('event_action', [
  z.object({
    event_action: z.literal('trigger'),
    routing_key: z.string().min(1),
    dedup_key: z.string().min(1).max(255),
    payload: z.object({
      summary: z.string().min(1).max(1024),
      source: z.string().min(1),
      severity: z.enum(severities),
    }),
  }),
  z.object({
    event_action: z.enum(['acknowledge', 'resolve']),
    routing_key: z.string().min(1),
    dedup_key: z.string().min(1).max(255),
  }),
]);

export interface SandboxIncident {
  readonly key: string;
  readonly summary: string;
  readonly severity: string;
  /** How often it was triggered. */
  readonly alerts: number;
  readonly isOpen: boolean;
}

export interface PagerDutySandbox extends SandboxServer {
  incidents(): readonly SandboxIncident[];
}

const mostIncidents = 1000;

/** Takes alerts as PagerDuty does, and wakes nobody. */
export async function startPagerDutySandbox({ port }: { port?: number } = {}): Promise<PagerDutySandbox> {
  const incidents = new Map<string, SandboxIncident>();

  function answer({ method, path, body }: SandboxRequest): SandboxAnswer {
    if (method !== 'POST' || path !== '/v2/enqueue') return refuse(404, 'not found');
    const parsed = event.safeParse(parseJson(body));
    if (!parsed.success) return refuse(400, parsed.error.issues[0]?.message ?? 'Event object is invalid');
    const { dedup_key } = parsed.data;
    const before = incidents.get(dedup_key);
    if (parsed.data.event_action === 'trigger') {
      const { summary, severity } = parsed.data.payload;
      const alerts = before?.isOpen ? before.alerts + 1 : 1;
      incidents.set(dedup_key, { key: dedup_key, summary, severity, alerts, isOpen: true });
    } else if (before && parsed.data.event_action === 'resolve') incidents.set(dedup_key, { ...before, isOpen: false });
    const [oldest] = incidents.keys();
    if (incidents.size > mostIncidents && oldest !== undefined) incidents.delete(oldest);
    return { status: 202, body: { status: 'success', message: 'Event processed', dedup_key } };
  }

  const problem = (status: number) => refuse(status, `The sandbox was told to answer with ${status}.`).body;
  const server = await startSandboxServer({ answer, problem, port });
  return Object.assign(server, { incidents: () => [...incidents.values()].reverse() });
}

function refuse(status: number, message: string): SandboxAnswer {
  return { status, body: { status: 'invalid event', message: 'Event object is invalid', errors: [message] } };
}
