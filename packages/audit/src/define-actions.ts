import { type ActionDefinitions, actions, type BuiltInActions } from './actions.ts';

/** The actions that an audit log takes. */
export interface Catalogue<A = ActionDefinitions> {
  readonly actions: A;
}

const name = /^[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+$/;

/**
 * Adds actions of the application's own to the built-in ones; one that has a built-in name takes its place.
 *
 * @throws TypeError when a name is not dotted and in lower case, or a schema is none.
 * @example
 * const catalogue = defineActions({ 'campaign.archived': { details: z.object({ reason: z.string() }), version: 2 } });
 */
export function defineActions<const T extends ActionDefinitions>(own: T): Catalogue<Omit<BuiltInActions, keyof T> & T> {
  for (const [action, definition] of Object.entries(own)) {
    if (!name.test(action)) {
      throw new TypeError(
        `defineActions: ${JSON.stringify(action)} must be dotted and in lower case, such as campaign.archived`,
      );
    }
    if (definition.details !== undefined && typeof definition.details.safeParse !== 'function') {
      throw new TypeError(`defineActions: details of ${action} must be a zod schema, got ${typeof definition.details}`);
    }
  }
  return { actions: { ...actions, ...own } };
}
