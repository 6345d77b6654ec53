import type { Context, MiddlewareHandler } from 'hono';
import * as z from 'zod';
import { answerPage } from './answer-page.tsx';
import type { HttpEnv } from './http-env.ts';

/** Errors of ours, and of the packages' middleware (RFC 9457). */
const anyError = z.union([
  z.object({ error: z.object({ message: z.string() }) }).transform(({ error }) => error.message),
  z.object({ detail: z.string() }).transform(({ detail }) => detail),
  z.object({ title: z.string() }).transform(({ title }) => title),
]);

/** Whoever looks at a page is answered with a page, whatever part of the application refused the request. */
export const errorPages: MiddlewareHandler<HttpEnv> = async function answerErrorsWithPages(context, next) {
  await next();
  const { res } = context;
  if (res.status < 400 || !wantsPage(context) || !res.headers.get('content-type')?.includes('json')) return;
  const error = anyError.safeParse(await res.clone().json());
  if (!error.success) return;
  const page = await answerPage(
    context,
    titles[res.status] ?? 'That did not work',
    <main id="main" class="narrow">
      <section class="card" role="alert">
        <h1>{titles[res.status] ?? 'That did not work'}</h1>
        <p>{error.data}</p>
        <p class="note">
          {res.status} · request <code>{context.get('requestId')}</code> · <a href="/">to the first page</a>
        </p>
      </section>
    </main>,
  );
  // A response takes over the headers of the one it replaces: those of the page win.
  context.res = new Response(page.body, { status: res.status, headers: page.headers });
};

const titles: Readonly<Record<number, string>> = {
  401: 'Please log in',
  403: 'You may not do this',
  404: 'There is nothing here',
  409: 'That does not fit',
  413: 'That is too much',
  429: 'Too many requests',
  503: 'Not available at the moment',
};

function wantsPage({ req }: Context<HttpEnv>): boolean {
  return !req.path.startsWith('/api/') && (req.header('accept') ?? '').includes('text/html');
}
