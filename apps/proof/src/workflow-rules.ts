// What a workflow may do with other people's code and with our rights.
import { parse } from 'yaml';

type Permissions = string | Readonly<Record<string, string>> | undefined;

interface Workflow {
  readonly permissions?: Permissions;
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Job {
  readonly permissions?: Permissions;
  readonly needs?: string | readonly string[];
}

/** `uses:` at a full commit with its version beside it: a tag can be moved to other code, a commit cannot. */
const pinned = /uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;

export function workflowFaults(name: string, text: string): string[] {
  const workflow: Workflow = parse(text);
  const jobs = Object.entries(workflow.jobs);
  const writing = jobs.filter(([, job]) => writes(job.permissions)).map(([id]) => id);
  return [
    ...text
      .split('\n')
      .filter((line) => /\buses:/.test(line) && !pinned.test(line))
      .map((line) => `${name}: not pinned to a full commit with its version: ${line.trim()}`),
    ...(isEmpty(workflow.permissions) ? [] : [`${name}: permissions must be {} on top, and each job asks for its own`]),
    ...jobs
      .filter(([, job]) => job.permissions === undefined)
      .map(([id]) => `${name}: job ${id} does not say its permissions`),
    ...writing.filter((id) => !isLast(id, jobs)).map((id) => `${name}: job ${id} may write, but only the last job may`),
    ...(writing.length > 1 ? [`${name}: ${writing.join(' and ')} may write, but only one job may`] : []),
  ];
}

function isEmpty(permissions: Permissions): boolean {
  return typeof permissions === 'object' && Object.keys(permissions).length === 0;
}

function writes(permissions: Permissions): boolean {
  if (typeof permissions === 'string') return permissions !== 'read-all';
  return Object.values(permissions ?? {}).includes('write');
}

function isLast(id: string, jobs: readonly (readonly [string, Job])[]): boolean {
  return !jobs.some(([, { needs = [] }]) => [needs].flat().includes(id));
}
