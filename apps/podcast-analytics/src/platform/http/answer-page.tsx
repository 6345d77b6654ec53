import type { Context } from 'hono';
import type { Child, FC } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { currentContext } from '../context/request-context.ts';
import type { HttpEnv } from './http-env.ts';
import { Layout } from './layout.tsx';

/** Answers with a page of the console. */
export function answerPage(
  context: Context<HttpEnv>,
  title: string,
  content: Child,
  status: ContentfulStatusCode = 200,
): Response | Promise<Response> {
  const may = context.get('may') ?? (() => false);
  const { staleSince } = currentContext();
  const layout = (
    <Layout title={title} path={context.req.path} account={context.get('account')} may={may}>
      {staleSince !== undefined && <StaleNote since={staleSince} />}
      {content}
    </Layout>
  );
  return context.html(`<!doctype html>${layout}`, status);
}

const StaleNote: FC<{ readonly since: string }> = ({ since }) => (
  <p class="stale" role="status">
    The database is slow or away at the moment. The numbers are those of{' '}
    <time datetime={since}>{since.slice(11, 19)} UTC</time>.
  </p>
);
