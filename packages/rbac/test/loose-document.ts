import { definePolicy, type PolicyDocument } from '../src/index.ts';

/** A document whose rules are changed one by one: the types of its conditions would have to be written out. */
export type LooseDocument = Omit<PolicyDocument, 'roles' | 'denies'> & {
  readonly roles: Readonly<Record<string, object>>;
  readonly denies?: readonly object[];
};

export function defineLoose(document: LooseDocument) {
  // definePolicy checks what the type leaves open.
  return definePolicy(document as PolicyDocument);
}
