import { answerPage } from '../../platform/http/answer-page.tsx';
import type { HttpApp } from '../../platform/http/create-http-app.ts';
import { ownOrigin } from '../../platform/http/own-origin.ts';
import { describeApi } from './api-document.ts';
import { machineRoutes } from './machine-routes.ts';
import { ReferenceView } from './reference-view.tsx';

/** The description of the API: for programs at `/openapi.json`, for people at `/api`. */
export function serveReference(app: HttpApp): void {
  for (const route of machineRoutes) app.openAPIRegistry.registerPath(route);
  let made: ReturnType<typeof describeApi> | undefined;
  const describe = () => {
    made ??= describeApi(app); // at the first question, when all routes are there
    return made;
  };
  app.get('/openapi.json', (context) => context.json(describe()));
  app.get('/api', (context) =>
    answerPage(context, 'API', <ReferenceView document={describe()} origin={ownOrigin(context)} />),
  );
}
