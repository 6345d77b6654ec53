import type { OpenProxy } from '../open-proxy.ts';
import type { Answer } from './json-answer.ts';

/** Toxiproxy's two counters, in the text format of Prometheus. */
export function metrics(proxies: readonly OpenProxy[]): Answer {
  const lines = (['received', 'sent'] as const).flatMap((way) => {
    const metric = `toxiproxy_proxy_${way}_bytes_total`;
    const samples = proxies.flatMap((proxy) =>
      (['upstream', 'downstream'] as const).map((direction) => {
        const { name, listen, upstream } = proxy;
        const labels = Object.entries({ direction, listener: listen, proxy: name, upstream }).map(
          ([label, value]) => `${label}="${value.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`,
        );
        return `${metric}{${labels.join(',')}} ${proxy.traffic(direction)[way]}`;
      }),
    );
    return [`# TYPE ${metric} counter`, ...samples];
  });
  return { status: 200, type: 'text/plain; version=0.0.4; charset=utf-8', body: `${lines.join('\n')}\n` };
}
