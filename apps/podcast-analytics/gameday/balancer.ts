import { Agent, type IncomingHttpHeaders, request } from 'node:http';

export interface BalancedRequest {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The status of an answer as it should be. */
  readonly expected: number;
}

export interface Answer {
  /** `0` where there was none. */
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Whether the other process had to be asked. */
  readonly wasMoved: boolean;
}

/** Stands in front of the processes, as the Service of Kubernetes or nginx would. */
export interface Balancer {
  /** Never rejects: what has no answer in time has the status 0. */
  send(request: BalancedRequest, patienceMs: number): Promise<Answer>;
  close(): void;
}

/**
 * Asks the processes in turn. Where a connection is refused or breaks, it asks the other one, once, as `proxy_next_upstream error`
 * of nginx does; what a process answers is the answer, whatever it says.
 */
export function createBalancer(urls: readonly string[]): Balancer {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  let turn = 0;
  return {
    async send(asked, patienceMs) {
      const first = turn++;
      const until = performance.now() + patienceMs;
      const answer = await sendTo(agent, urls[first % urls.length] ?? '', asked, patienceMs);
      if (answer !== 'broken') return { ...answer, wasMoved: false };
      const left = Math.max(1, until - performance.now());
      const second = await sendTo(agent, urls[(first + 1) % urls.length] ?? '', asked, left);
      return { ...(second === 'broken' ? none : second), wasMoved: true };
    },
    close: () => agent.destroy(),
  };
}

type Received = Omit<Answer, 'wasMoved'>;

const none: Received = { status: 0, headers: {}, body: '' };

function sendTo(agent: Agent, url: string, asked: BalancedRequest, patienceMs: number): Promise<Received | 'broken'> {
  const { path, method = 'GET', headers = {}, body } = asked;
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  return new Promise((resolve) => {
    const end = (received: Received | 'broken') => {
      clearTimeout(timer);
      resolve(received);
    };
    const sent = request(`${url}${path}`, { agent, method, headers: { ...headers, ...length } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', () => end('broken'));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        end({ status: response.statusCode ?? 0, headers: response.headers, body: text });
      });
    });
    const timer = setTimeout(() => {
      end(none);
      sent.destroy();
    }, patienceMs);
    sent.on('error', () => end('broken'));
    sent.end(body);
  });
}
