import type { Operation } from './api-document.ts';

interface Asked {
  readonly origin: string;
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
}

/** A command that asks for it; what is in capitals is to be filled in. */
export function curlExample({ origin, path, method, operation }: Asked): string {
  const query = operation.parameters
    .filter((parameter) => parameter.in === 'query' && parameter.required)
    .map(({ name }) => `${name}=${name.toUpperCase()}`);
  const address = origin + path.replace(/\{(\w+)\}/g, (_, name: string) => name.toUpperCase());
  const url = query.length > 0 ? `${address}?${query.join('&')}` : address;
  const type = Object.keys(operation.requestBody?.content ?? {})[0];
  const body = type === undefined ? '' : ` -H "Content-Type: ${type}" --data @body`;
  const key = operation.security?.length === 0 ? '' : ' -H "X-API-Key: pak_…"';
  return `curl${method === 'GET' ? '' : ` -X ${method}`}${key}${body} "${url}"`;
}
