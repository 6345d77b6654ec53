import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { createChaos } from '../src/index.ts';
import { scenarioOf } from './outcomes.ts';

class Client extends EventEmitter {
  static readonly kind = 'client';
  readonly #store = new Map<string, string>();
  status = 'ready';
  Inner = class {
    readonly made = true;
  };
  get size(): number {
    return this.#store.size;
  }
  get(key: string): string | undefined {
    return this.#store.get(key);
  }
  set(key: string, value: string): this {
    this.#store.set(key, value);
    return this;
  }
  twice(key: string): string {
    return `${this.get(key)}${this.get(key)}`;
  }
}

describe('an instrumented client', () => {
  const make = () => {
    const chaos = createChaos();
    const client = new Client();
    return { chaos, client, front: chaos.instrument(client, { get: 'redis.get', set: 'redis.set' }) };
  };

  test('has injection points at the methods named', () => {
    const { chaos, client, front } = make();
    front.set('a', 'x');
    using _armed = chaos.enable(scenarioOf({ points: 'redis.get' }));
    expect(() => front.get('a')).toThrow('ECONNREFUSED');
    expect(client.get('a')).toBe('x');
    expect(front.twice('a')).toBe('xx');
  });

  test('is in all else the client: private fields, getters, properties, events, classes, chains', () => {
    const { client, front } = make();
    expect(front).toBeInstanceOf(Client);
    expect(front.set('a', 'x').set('b', 'y')).toBe(front);
    expect([front.size, front.status, new front.Inner().made]).toEqual([2, 'ready', true]);
    front.status = 'closed';
    expect(client.status).toBe('closed');
    Object.assign(client, { later: 1 });
    expect('later' in front && front.later).toBe(1);
    const heard: string[] = [];
    front.on('message', (text: string) => heard.push(text));
    client.emit('message', 'hello');
    expect(heard).toEqual(['hello']);
    expect(front.on).toBe(front.on);
    expect(front.constructor).toBe(Client);
  });

  test('of which a method is replaced follows the client', () => {
    const { client, front } = make();
    client.twice = () => 'replaced';
    expect(front.twice('a')).toBe('replaced');
  });

  test('refuses what is no client and no method', () => {
    const { instrument } = createChaos();
    expect(() => instrument(5 as never, {})).toThrow('instrument: client must be an object, got 5');
    expect(() => instrument({}, 5 as never)).toThrow('instrument: points must be an object, got 5');
    expect(() => instrument({ a: 1 }, { a: 'x' } as never)).toThrow(
      'instrument: a must be a method of the client, got 1',
    );
    expect(() => instrument({ a: () => 1 }, { a: undefined } as never)).toThrow(
      'instrument: the point of a must be a string, got undefined',
    );
  });
});
