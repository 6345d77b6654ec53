import type { RequestIdVariables } from 'hono/request-id';

/** What every request carries with it. */
export interface HttpEnv {
  Variables: RequestIdVariables;
}
