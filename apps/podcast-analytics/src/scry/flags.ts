/**
 * Why: what is new goes to a few first and to all later, and away again at once, without a deployment. Whoever has a feature at
 * 10 % keeps it at 50 %. The document is flagd's, in DATA_DIR/flags.json: the page /operations/flags changes it, and so may any
 * editor. ENABLE_NEW_DASHBOARD and ENABLE_AI_INSIGHTS win over it. The language: packages/flags/README.md.
 */
import { createFlags, defineFlags, type FlagDocument, type FlagsEvent, flag } from '@scry/flags';
import { bool, flagDocument } from '@scry/flags/build';
import { envOverrides, fileSource } from '@scry/flags/node';
import { prometheus } from '@scry/flags/prometheus';
import type { Account } from '../features/accounts/account.ts';
import type { DocumentFile } from '../features/operations/document-file.ts';
import type { Logger } from '../platform/logger.ts';
import { each, type Telemetry } from '../platform/telemetry.ts';

const titles = {
  new_dashboard: 'The dashboard compares the last week with the one before',
  ai_insights: 'The dashboard says in sentences what stands out',
} as const;

export type FeatureName = keyof typeof titles;
export const featureNames = Object.keys(titles) as FeatureName[]; // the keys of `titles` are its type's

const definitions = defineFlags({ new_dashboard: flag.boolean(false), ai_insights: flag.boolean(false) });

/** Who has a feature: so many percent of all accounts, all of some tenants, and some by name. */
export interface Rollout {
  readonly percent: number;
  readonly tenants: readonly string[];
  readonly users: readonly string[];
}

export interface FeatureStatus {
  readonly name: FeatureName;
  readonly title: string;
  /** Undefined where the document was written by other hands, with rules that the page does not know. */
  readonly rollout: Rollout | undefined;
  /** For who asks, and why. */
  readonly isOn: boolean;
  readonly reason: string;
}

export interface Features {
  isOn(name: FeatureName, account: Account): boolean;
  status(account: Account): FeatureStatus[];
  rolloutOf(name: FeatureName): Rollout | undefined;
  rollOut(name: FeatureName, rollout: Rollout): Promise<void>;
  close(): Promise<void>;
}

interface FeatureParts {
  readonly file: DocumentFile;
  readonly env: Readonly<Record<string, string>>;
  readonly telemetry: Telemetry;
}

export async function createFeatures({ file, env, telemetry }: FeatureParts): Promise<Features> {
  await file.create(flagDocument(featureNames.map((name) => built(name, { percent: 0, tenants: [], users: [] }))));
  const { logger, metrics } = telemetry;
  const warn = (message: string) => logger.warn(message);
  const overrides = [envOverrides({ env, onWarning: warn })];
  const flags = createFlags({
    definitions,
    source: fileSource(file.path),
    overrides,
    onEvent: each(logTo(logger), prometheus(metrics)),
  });
  const rolloutOf = (name: FeatureName) => rolloutIn(flags.document(), name);
  return {
    isOn: (name, account) => flags.on(name, contextOf(account)),
    status: (account) =>
      featureNames.map((name) => {
        const { value, reason } = flags.details(name, contextOf(account));
        return { name, title: titles[name], rollout: rolloutOf(name), isOn: value, reason };
      }),
    rolloutOf,
    async rollOut(name, rollout) {
      const document = flags.document();
      const changed = { ...document, flags: { ...document?.flags, [name]: built(name, rollout).toJSON() } };
      await file.write(changed);
      flags.update(changed); // the file tells of it too, a moment later
    },
    close: () => flags.close(),
  };
}

function built(name: FeatureName, { percent, tenants, users }: Rollout) {
  const metadata = { percent, tenants: tenants.join(' '), users: users.join(' ') };
  return bool(name, { description: titles[name], metadata })
    .allow('name', users)
    .allow('tenantId', tenants)
    .rollout('on', percent);
}

function rolloutIn(document: FlagDocument | undefined, name: FeatureName): Rollout | undefined {
  const { percent, tenants, users } = document?.flags[name]?.metadata ?? {};
  const listed = (names: unknown) =>
    String(names ?? '')
      .split(' ')
      .filter(Boolean);
  return typeof percent === 'number' ? { percent, tenants: listed(tenants), users: listed(users) } : undefined;
}

function contextOf({ id, name, tenantId, role }: Account) {
  return { targetingKey: id, name, tenantId, role };
}

function logTo(logger: Logger): (event: FlagsEvent) => void {
  return function logFlagsEvent(event) {
    if (event.type === 'update') logger.info({ version: event.version, changes: event.changes }, 'flags updated');
    if (event.type === 'refused') logger.error({ issues: event.issues }, 'flags refused: the document before stays');
    if (event.type === 'source-error') logger.error({ error: String(event.error) }, 'flags cannot be read');
    if (event.type === 'warning') logger.warn({ flag: event.key }, event.message);
  };
}
