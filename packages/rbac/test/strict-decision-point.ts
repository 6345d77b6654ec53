// A decision point with low bounds, callers that it does not know, and a directory that is down for one subject.
import { afterAll, beforeAll } from 'vitest';
import type { AuthzenEvent } from '../src/authzen.ts';
import { type DecisionPointServer, options, serveDecisionPoint } from './decision-point.ts';

export const alice = { type: 'user', id: 'alice' };
export const broken = { type: 'user', id: 'broken' };
export const read = { name: 'read' };
export const one = { type: 'record', id: 'record-1' };
export const question = { subject: alice, action: read, resource: one };

/** Serves it for the tests of a file; `events` is what its observer was told. */
export function useStrictDecisionPoint() {
  const events: AuthzenEvent[] = [];
  let server: DecisionPointServer;
  beforeAll(async () => {
    server = await serveDecisionPoint({
      authenticate: (request) => {
        const token = request.headers.get('authorization');
        return token === 'Bearer guest' ? 'forbidden' : token !== 'Bearer wrong';
      },
      principal: async (subject) => {
        if (subject.id === 'broken') throw new Error('directory is down: secret host');
        return options.principal(subject);
      },
      maxBodyBytes: 20_000,
      maxEvaluations: 3,
      maxResults: 3,
      onEvent: (event) => events.push(event),
    });
  });
  afterAll(() => server.close());
  return {
    events,
    get url() {
      return server.url;
    },
    ask: (...asked: Parameters<DecisionPointServer['ask']>) => server.ask(...asked),
  };
}
