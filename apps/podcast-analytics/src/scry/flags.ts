/**
 * Why: what is new goes to a few first and to all later, and away again at once, without a deployment. Whoever has a feature at
 * 10 % keeps it at 50 %. The document is flagd's, in DATA_DIR/flags.json: the page /operations/flags changes it, and so may any
 * editor. ENABLE_NEW_DASHBOARD, ENABLE_AI_INSIGHTS and ENABLE_LOG_UPLOAD win over it. The language: packages/flags/README.md.
 */
import { createFlags, defineFlags, type FlagsEvent, flag } from '@scry/flags';
import { envOverrides, fileSource } from '@scry/flags/node';
import { prometheus } from '@scry/flags/prometheus';
import type { Account } from '../features/accounts/account.ts';
import type { DocumentFile } from '../features/operations/document-file.ts';
import { type FeatureName, type FeatureStatus, featureNames, featureTitles } from '../features/operations/feature.ts';
import { type Rollout, rolloutFlag, rolloutIn, startDocument } from '../features/operations/rollout.ts';
import { logEvents } from '../platform/log-events.ts';
import { each, type Telemetry } from '../platform/telemetry.ts';

const definitions = defineFlags({
  new_dashboard: flag.boolean(false),
  ai_insights: flag.boolean(false),
  log_upload: flag.boolean(true),
});

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
  await file.create(startDocument());
  const { logger, metrics } = telemetry;
  const log = logEvents<FlagsEvent>(logger, 'flags', {
    update: ['info', 'flags updated'],
    refused: ['error', 'flags refused: the document before stays'],
    'source-error': ['error', 'flags cannot be read'],
    warning: ['warn', 'flag warning'],
  });
  const flags = createFlags({
    definitions,
    source: fileSource(file.path),
    overrides: [envOverrides({ env, onWarning: (message) => logger.warn(message) })],
    onEvent: each(log, prometheus(metrics)),
  });
  const rolloutOf = (name: FeatureName) => rolloutIn(flags.document(), name);
  let last: Promise<unknown> = Promise.resolve();
  async function change(name: FeatureName, rollout: Rollout): Promise<void> {
    const document = flags.document();
    const flag = rolloutFlag(name, featureTitles[name], rollout).toJSON();
    const changed = { ...document, flags: { ...document?.flags, [name]: flag } };
    await file.write(changed);
    flags.update(changed); // the file tells of it too, a moment later
  }
  return {
    isOn: (name, account) => flags.on(name, contextOf(account)),
    status: (account) =>
      featureNames.map((name) => {
        const { value, reason } = flags.details(name, contextOf(account));
        return { name, title: featureTitles[name], rollout: rolloutOf(name), isOn: value, reason };
      }),
    rolloutOf,
    rollOut(name, rollout) {
      // Each after the one before: two that read the same document would undo each other.
      const result = last.then(() => change(name, rollout));
      last = result.catch(() => {}); // whoever asked is told
      return result;
    },
    close: () => flags.close(),
  };
}

function contextOf({ id, name, tenantId, role }: Account) {
  return { targetingKey: id, name, tenantId, role };
}
