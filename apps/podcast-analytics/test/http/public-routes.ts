const forms = ['/login', '/login/code', '/login/enrol', '/set-password'];

/** The way in, and what other machines ask for: the routes that are open to everybody. */
export const publicRoutes: readonly string[] = [
  ...forms.flatMap((path) => [`GET ${path}`, `POST ${path}`]),
  'POST /logout',
  'GET /e/:tenant/*',
  'GET /share/:token',
  'GET /a/:file{[A-Za-z0-9_-]{22}\\.gif}',
  'GET /health',
  'GET /ready',
  'GET /openapi.json',
  'POST /webhooks/stripe',
];
