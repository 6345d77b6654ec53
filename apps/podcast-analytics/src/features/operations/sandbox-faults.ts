import type { Fault } from '../../providers/sandbox/fault.ts';

/** What the page offers to break, by name. */
export const sandboxFaults = {
  well: { title: 'answers well', fault: undefined },
  'status-503': { title: 'answers with 503', fault: { kind: 'status', status: 503 } },
  'rate-limit': { title: 'answers with 429, Retry-After 5 s', fault: { kind: 'rate-limit', retryAfterSeconds: 5 } },
  latency: { title: 'answers two seconds late', fault: { kind: 'latency', ms: 2000 } },
  hang: { title: 'never answers', fault: { kind: 'hang' } },
  'half-answer': { title: 'breaks off in the answer', fault: { kind: 'half-answer' } },
  reset: { title: 'resets the connection', fault: { kind: 'reset' } },
} as const satisfies Record<string, { readonly title: string; readonly fault: Fault | undefined }>;

export type SandboxFaultName = keyof typeof sandboxFaults;
export const sandboxFaultNames = Object.keys(sandboxFaults) as SandboxFaultName[]; // the keys of `sandboxFaults` are its type's

/** The name of what is set now. */
export function nameOfFault(current: Fault | undefined): SandboxFaultName {
  return sandboxFaultNames.find((name) => sandboxFaults[name].fault?.kind === current?.kind) ?? 'well';
}
