/** Logs in as a person does, and resolves with the token of the session. */
export async function logIn(url: string, logIn: { readonly email: string; readonly password: string }) {
  const headers = { origin: url };
  const response = await fetch(`${url}/login`, {
    ...{ method: 'POST', headers, body: new URLSearchParams({ ...logIn, next: '/' }), redirect: 'manual' },
  });
  const [, token] = /(?:^|\W)session=([^;]+)/.exec(response.headers.get('set-cookie') ?? '') ?? [];
  if (token === undefined) throw new Error(`log-in: expected a session, got ${response.status}`);
  return token;
}
