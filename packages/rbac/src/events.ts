import type { DecisionCode } from './decision.ts';

/** What the one observer is told, in ids only. `name` is the instance's. */
export type RbacEvent =
  /** A question was answered. `permission` is what was asked, known or not. */
  | (Question & { readonly type: 'allowed' | 'denied' })
  /** Reading the principal, the resource or the context threw: the answer was no. */
  | (Question & { readonly type: 'error'; readonly error: unknown })
  /** A list was asked for as SQL. */
  | (Asked & { readonly type: 'where'; readonly kind: 'all' | 'none' | 'where' })
  | { readonly type: 'replaced'; readonly name: string; readonly policyHash: string; readonly previousHash: string };

/** Ids are attributes called `id`, of principal and resource; `null` where there is none. */
interface Asked {
  readonly name: string;
  readonly permission: string;
  readonly principalId: string | number | null;
  /** Who acts through the principal, from the nearest on. */
  readonly onBehalfOf: readonly (string | number | null)[];
  readonly policyHash: string;
}

interface Question extends Asked {
  readonly resourceId: string | number | null;
  readonly code: DecisionCode;
  readonly ruleId: string | null;
}
