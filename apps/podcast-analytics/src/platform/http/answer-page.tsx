import type { Context } from 'hono';
import type { Child } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
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
  const layout = (
    <Layout title={title} path={context.req.path} account={context.get('account')} may={may}>
      {content}
    </Layout>
  );
  return context.html(`<!doctype html>${layout}`, status);
}
