import { describe, expect, test } from 'vitest';
import { createScheduler, type Experiment, type SchedulerOptions } from '../src/experiment.ts';

const passing: Experiment = { name: 'passing' };

describe('the options of a scheduler', () => {
  const entry = { experiment: passing, everyMs: 1 };
  test.each<[given: unknown, message: string]>([
    [{}, 'createScheduler: entries must be a list that is not empty, got undefined'],
    [{ entries: [] }, 'createScheduler: entries must be a list that is not empty'],
    [
      { entries: [{ experiment: passing }] },
      'createScheduler: entries[0]: everyMs must be a finite number > 0, got undefined',
    ],
    [{ entries: [{ everyMs: 1 }] }, 'createScheduler: entries[0]: experiment must be an experiment'],
    [
      { entries: [{ ...entry, everyMs: 0 }] },
      'createScheduler: entries[0]: everyMs must be a finite number > 0, got 0',
    ],
    [
      { entries: [{ ...entry, everyMs: Infinity }] },
      'createScheduler: entries[0]: everyMs must be a finite number > 0, got Infinity',
    ],
    [{ entries: [entry], maxHistory: 1.5 }, 'createScheduler: maxHistory must be an integer >= 1, got 1.5'],
    [{ entries: [{ ...entry, options: { chaos: 5 } }] }, 'chaos must be a Chaos, got 5'],
    [{ entries: [entry, entry] }, 'createScheduler: entries must have names of their own, got passing twice'],
    [{ entries: [entry], maxHistory: 0 }, 'createScheduler: maxHistory must be an integer >= 1, got 0'],
    [
      { entries: [entry], windows: [{ from: '9:00', to: '10:00' }] },
      'createScheduler: windows[0]: from must be HH:MM, got "9:00"',
    ],
    [
      { entries: [entry], windows: [{ from: '09:00', to: '09:60' }] },
      'createScheduler: windows[0]: to must be HH:MM, got "09:60"',
    ],
    [
      { entries: [entry], windows: [{ from: '09:00' }] },
      'createScheduler: windows[0]: to must be HH:MM, and another time than from, got undefined',
    ],
    [
      { entries: [entry], windows: [{ from: '09:00', to: '09:00' }] },
      'createScheduler: windows[0]: to must be HH:MM, and another time than from, got "09:00"',
    ],
    [
      { entries: [entry], windows: [{ from: '09:00', to: '10:00', days: ['mon', 'tuesday'] }] },
      'windows[0]: days must be a list of sun, mon, tue, wed, thu, fri, sat, got an object',
    ],
    [
      { entries: [entry], windows: [{ from: '09:00', to: '10:00', zone: 'UTC' }] },
      'windows[0]: unknown option zone, expected one of days',
    ],
    [
      { entries: [entry], windows: [{ from: '09:00', to: '10:00', timeZone: 'Mars' }] },
      'windows[0]: timeZone must be a name of the IANA database, got "Mars"',
    ],
    [
      { entries: [entry], windows: [{ from: '09:00', to: '10:00', days: 'mon' }] },
      'windows[0]: days must be a list of sun',
    ],
    [{ entries: [entry], windows: [null] }, 'windows[0]: options must be an object, got null'],
    [
      { entries: [{ ...entry, options: { processSignals: ['SIGIN'] } }] },
      'processSignals must be a list of SIGINT, SIGTERM',
    ],
  ])('are checked: %#', (given, message) => {
    expect(() => createScheduler(given as SchedulerOptions)).toThrow(message);
  });
});
