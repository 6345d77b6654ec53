import { type BreakerEvent, createBreaker } from '@scry/breaker';
import { createFakeClock } from '@scry/internal/fake-clock';
import { describe, expect, test } from 'vitest';
import { createChaos } from '../src/index.ts';
import { circuitBreakerTest } from '../src/presets.ts';

describe('circuitBreakerTest drives a breaker', () => {
  test('through open, half-open and closed, with exactly as many failures as it takes', async () => {
    const clock = createFakeClock();
    const chaos = createChaos({ clock });
    const events: string[] = [];
    const onEvent = ({ type }: BreakerEvent) => void events.push(type);
    const breaker = createBreaker({
      clock,
      failureThreshold: 5,
      openMs: 30_000,
      successThreshold: 2,
      random: () => 0.5,
      onEvent,
    });
    const scenario = circuitBreakerTest({ failures: 5 });
    const states = await scenario.drive(chaos, breaker, () => clock.advance(33_000));
    expect(states).toEqual(['closed', 'open', 'half-open', 'closed']);
    expect([scenario.calls, scenario.failures, scenario.successes]).toEqual([7, 5, 2]);
    expect(events).toEqual(expect.arrayContaining(['open', 'half-open', 'closed']));
    expect([chaos.armed, breaker.state]).toEqual([0, 'closed']);
  });

  test('that opens one failure later stays closed', async () => {
    const clock = createFakeClock();
    const breaker = createBreaker({ clock, failureThreshold: 6 });
    const scenario = circuitBreakerTest({ failures: 5 });
    expect(await scenario.drive(createChaos({ clock }), breaker, () => {})).toEqual(['closed']);
    expect(scenario.calls).toBe(5);
  });

  test('that is not let out of open rejects with what the breaker says', async () => {
    const clock = createFakeClock();
    const chaos = createChaos({ clock });
    const breaker = createBreaker({ clock, failureThreshold: 1 });
    await expect(circuitBreakerTest({ failures: 1 }).drive(chaos, breaker, () => {})).rejects.toMatchObject({
      code: 'SCRY_BREAKER_OPEN',
    });
    expect(chaos.armed).toBe(0);
  });
});
