import { OpenProxy } from '../open-proxy.ts';
import type { SharedSettings } from '../proxy-options.ts';
import { ApiError, apiErrors } from './api-error.ts';
import type { ProxyRequest } from './proxy-body.ts';

/** The proxies of a server, by their names. */
export class ProxyCollection {
  readonly #settings: SharedSettings;
  readonly #maxProxies: number;
  readonly #proxies = new Map<string, OpenProxy>();
  #closed = false;
  /** One is started or replaced after the other, whoever asks for it. */
  #turns: Promise<unknown> = Promise.resolve();

  constructor(settings: SharedSettings, maxProxies: number) {
    this.#settings = settings;
    this.#maxProxies = maxProxies;
  }

  get all(): readonly OpenProxy[] {
    return [...this.#proxies.values()];
  }

  get(name: string): OpenProxy {
    const proxy = this.#proxies.get(name);
    if (!proxy) throw apiErrors.proxyNotFound();
    return proxy;
  }

  add(request: ProxyRequest): Promise<OpenProxy> {
    return this.#inTurn(async () => {
      if (this.#proxies.has(request.name)) throw apiErrors.proxyAlreadyExists();
      return this.#start(request);
    });
  }

  /** One whose addresses are the same stays as it is, with its toxics. */
  addOrReplace(request: ProxyRequest): Promise<OpenProxy> {
    return this.#inTurn(async () => {
      const existing = this.#proxies.get(request.name);
      if (existing && !(await existing.differs(request))) return existing;
      await existing?.update({ enabled: false });
      return this.#start(request);
    });
  }

  async remove(name: string): Promise<void> {
    const proxy = this.get(name);
    await proxy.update({ enabled: false });
    this.#proxies.delete(name);
  }

  /** For good; also those that are being started. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#inTurn(() => Promise.all(this.all.map((proxy) => this.remove(proxy.name))));
  }

  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const turn = this.#turns.then(change);
    this.#turns = turn.catch(() => {});
    return turn;
  }

  async #start({ enabled, ...request }: ProxyRequest): Promise<OpenProxy> {
    if (this.#closed) throw new ApiError('the server is closed', 503);
    if (this.#proxies.size >= this.#maxProxies && !this.#proxies.has(request.name)) {
      throw new ApiError(`too many proxies: expected at most ${this.#maxProxies}`, 400);
    }
    const proxy = new OpenProxy({ ...request, settings: this.#settings });
    await proxy.update({ enabled });
    this.#proxies.set(proxy.name, proxy);
    return proxy;
  }
}
