import { OpenProxy } from '../open-proxy.ts';
import type { SharedSettings } from '../proxy-options.ts';
import { ApiError, apiErrors } from './api-error.ts';
import type { ProxyRequest } from './proxy-body.ts';

/** The proxies of a server, by their names. */
export class ProxyCollection {
  readonly #settings: SharedSettings;
  readonly #maxProxies: number;
  readonly #proxies = new Map<string, OpenProxy>();

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

  async add(request: ProxyRequest): Promise<OpenProxy> {
    if (this.#proxies.has(request.name)) throw apiErrors.proxyAlreadyExists();
    return this.#start(request);
  }

  /** One whose addresses are the same stays as it is, with its toxics. */
  async addOrReplace(request: ProxyRequest): Promise<OpenProxy> {
    const existing = this.#proxies.get(request.name);
    if (existing && !(await existing.differs(request))) return existing;
    await existing?.update({ enabled: false });
    return this.#start(request);
  }

  async remove(name: string): Promise<void> {
    const proxy = this.get(name);
    await proxy.update({ enabled: false });
    this.#proxies.delete(name);
  }

  async close(): Promise<void> {
    await Promise.all(this.all.map((proxy) => this.remove(proxy.name)));
  }

  async #start({ enabled, ...request }: ProxyRequest): Promise<OpenProxy> {
    if (this.#proxies.size >= this.#maxProxies && !this.#proxies.has(request.name)) {
      throw new ApiError(`too many proxies: expected at most ${this.#maxProxies}`, 400);
    }
    const proxy = new OpenProxy({ ...request, settings: this.#settings });
    await proxy.update({ enabled });
    this.#proxies.set(proxy.name, proxy);
    return proxy;
  }
}
