// Where a README block meets the world: `fetch` answers for it from here, in a browser too.
export const loopback = /^(?:localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/;
const realFetch = globalThis.fetch;

/**
 * A request to loopback, and to a `data:` URL, is made. Every other gets 200 and `{ "method", "url" }` as JSON, or rejects as
 * its signal says; a path that ends in `/503`, or in any other status, is answered with that status instead.
 */
globalThis.fetch = async function fetch(input, init) {
  const request = new Request(input, init);
  const url = new URL(request.url);
  if (url.protocol === 'data:' || loopback.test(url.hostname)) return realFetch(input, init);
  request.signal.throwIfAborted();
  const status = Number(/\/([2-5]\d\d)$/.exec(url.pathname)?.[1] ?? 200);
  return Response.json({ method: request.method, url: request.url }, { status });
};
