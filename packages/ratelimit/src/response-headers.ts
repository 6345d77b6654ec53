export type HeaderList = readonly (readonly [name: string, value: string])[];

/** The response with headers added: the same one where its headers can be changed, else a copy. */
export function withHeaders(response: Response, added: HeaderList): Response {
  // An upgrade of the connection and an error of the network are answers that nobody can make anew.
  if (response.status < 200) return response;
  try {
    for (const [name, value] of added) response.headers.set(name, value);
    return response;
  } catch {
    // Those of a fetch and of a redirect are read-only.
    const copy = new Response(response.body, response);
    for (const [name, value] of added) copy.headers.set(name, value);
    return copy;
  }
}
