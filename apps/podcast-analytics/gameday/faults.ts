import { setTimeout as sleep } from 'node:timers/promises';
import type { TcpProxy } from '@scry/chaos/proxy';
import type { End } from './game.ts';

/** Every answer comes that much later. */
export function slowDown(proxy: TcpProxy, latency: number): End {
  const { name } = proxy.addToxic({ type: 'latency', attributes: { latency } });
  return () => proxy.removeToxic(name);
}

/** It refuses connections, and breaks those that there are. */
export async function takeDown(proxy: TcpProxy): Promise<End> {
  await proxy.update({ enabled: false });
  return () => proxy.update({ enabled: true });
}

/** Every connection is reset. */
export function reset(proxy: TcpProxy): End {
  const { name } = proxy.addToxic({ type: 'reset_peer' });
  return () => proxy.removeToxic(name);
}

/** Nothing passes in either direction, and nobody is told. */
export function cutOff(proxy: TcpProxy): End {
  const cuts = (['upstream', 'downstream'] as const).map((stream) => proxy.addToxic({ type: 'blackhole', stream }));
  return () => {
    for (const { name } of cuts) proxy.removeToxic(name);
  };
}

/** Breaks and mends in turn, a second each. */
export function flap(doBreak: () => Promise<void> | void, mend: () => Promise<void> | void): End {
  const stopping = new AbortController();
  const flapping = (async () => {
    while (!stopping.signal.aborted) {
      await doBreak();
      await sleep(1_000);
      await mend();
      await sleep(1_000);
    }
  })();
  return () => {
    stopping.abort();
    return flapping;
  };
}

/** Every answer comes later and later, from a tenth of the latency to all of it. */
export function degrade(proxies: readonly TcpProxy[], latency: number, seconds: number): End {
  const steps = 10;
  const toxics = proxies.map((proxy) => {
    const { name } = proxy.addToxic({ type: 'latency', attributes: { latency: latency / steps } });
    return { proxy, name };
  });
  let step = 1;
  const timer = setInterval(
    () => {
      step = Math.min(steps, step + 1);
      const attributes = { latency: (latency / steps) * step };
      for (const { proxy, name } of toxics) proxy.updateToxic(name, { attributes });
    },
    (seconds * 1000) / steps,
  );
  return () => {
    clearInterval(timer);
    for (const { proxy, name } of toxics) proxy.removeToxic(name);
  };
}
