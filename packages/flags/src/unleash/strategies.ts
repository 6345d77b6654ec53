import { attributeOf } from './constraints.ts';
import { isInRange } from './ip-range.ts';
import { unleashBucket } from './stickiness.ts';
import type { UnleashContext, UnleashStrategy } from './unleash-document.ts';

export interface StrategyOptions {
  /** Random numbers in [0, 1). */
  readonly random: () => number;
  readonly hostname: string;
}

type Parameters = NonNullable<UnleashStrategy['parameters']>;
type Strategy = (parameters: Parameters, context: UnleashContext, options: StrategyOptions) => boolean;

/** The strategies that Unleash's SDKs have built in. */
export const strategies: Readonly<Record<string, Strategy>> = {
  default: () => true,
  userWithId: ({ userIds }, { userId }) => userId !== undefined && listOf(userIds).includes(userId),
  flexibleRollout({ rollout, groupId, stickiness = 'default' }, context, { random }) {
    const name = String(stickiness);
    const anybody = (): string => String(Math.round(random() * 10_000) + 1);
    const unit = rolloutUnit(context, name) || (name === 'default' || name === 'random' ? anybody() : undefined);
    return isReached(rollout, groupId, unit);
  },
  gradualRolloutUserId: ({ percentage, groupId }, { userId }) => isReached(percentage, groupId, userId),
  gradualRolloutSessionId: ({ percentage, groupId }, { sessionId }) => isReached(percentage, groupId, sessionId),
  gradualRolloutRandom: ({ percentage }, _, { random }) => Number(percentage) >= Math.floor(random() * 100) + 1,
  remoteAddress: ({ IPs }, { remoteAddress }) =>
    listOf(IPs).some((range) => range === remoteAddress || isInRange(remoteAddress, range)),
  applicationHostname: ({ hostNames }, _, { hostname }) =>
    listOf(hostNames).some((name) => name.toLowerCase() === hostname),
};

export function listOf(text: string | number | undefined): string[] {
  return text === undefined ? [] : String(text).split(/\s*,\s*/);
}

function rolloutUnit(context: UnleashContext, stickiness: string): string | undefined {
  if (stickiness === 'random') return undefined;
  return stickiness === 'default' ? context.userId || context.sessionId : attributeOf(context, stickiness);
}

function isReached(
  percentage: string | number | undefined,
  groupId: string | number | undefined,
  unit: string | undefined,
): boolean {
  const share = Number(percentage);
  if (!unit || !(share > 0)) return false;
  return unleashBucket(String(groupId ?? ''), unit, 100) <= share;
}
