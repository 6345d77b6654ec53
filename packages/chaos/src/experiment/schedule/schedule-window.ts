import { checkOptions, checkValue, type OptionRule, type OptionRules } from '@scry/internal/check-options';

/** A day of the week, as in the calendar of the window's time zone. */
export type Weekday = 'sun' | 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat';

const days: readonly Weekday[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** A time of the week in which experiments may begin, such as office hours. */
export interface ScheduleWindow {
  /** @default every day */
  readonly days?: readonly Weekday[];
  /** `HH:MM`. */
  readonly from: string;
  /** `HH:MM`, up to `24:00`; before `from` it is a time of the next day. It does not belong to the window. */
  readonly to: string;
  /** A name of the IANA database. @default 'UTC' */
  readonly timeZone?: string;
}

const time = /^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/;
const aTime: OptionRule = ['string', 'HH:MM', (text: string) => time.test(text)];
const rules: OptionRules<ScheduleWindow> = {
  days: [
    'object',
    `a list of ${days.join(', ')}`,
    (list: object) => Array.isArray(list) && list.every((day) => days.includes(day)),
  ],
  from: aTime,
  to: aTime,
  timeZone: ['string', 'a name of the IANA database', isTimeZone],
};

/** Checks windows, and makes of them the question whether a time of epoch milliseconds is in one of them. */
export function readWindows(windows: readonly ScheduleWindow[]): (now: number) => boolean {
  const questions = windows.map(readWindow);
  return (now) => questions.length === 0 || questions.some((isOpen) => isOpen(now));
}

function readWindow(window: ScheduleWindow, index: number): (now: number) => boolean {
  const subject = `createScheduler: windows[${index}]`;
  const { days: own = days, from, to, timeZone = 'UTC' } = checkOptions(subject, window, rules);
  checkValue(`${subject}: from`, from, aTime);
  const isTo = (text: string): boolean => time.test(text) && text !== from;
  checkValue(`${subject}: to`, to, ['string', 'HH:MM, and another time than from', isTo]);
  const format = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
  return (now) => {
    const { day, clock } = localTime(format, now);
    if (from < to) return own.includes(day) && from <= clock && clock < to;
    // Beyond midnight the window is that of the day before.
    return (own.includes(day) && from <= clock) || (own.includes(dayBefore(day)) && clock < to);
  };
}

function localTime(format: Intl.DateTimeFormat, now: number): { readonly day: Weekday; readonly clock: string } {
  const parts = new Map(format.formatToParts(now).map(({ type, value }) => [type, value]));
  // English has these names of days, and no others.
  const day = parts.get('weekday')?.toLowerCase() as Weekday;
  return { day, clock: `${parts.get('hour')}:${parts.get('minute')}` };
}

function dayBefore(day: Weekday): Weekday {
  // The place of a day is found, so there is one before it.
  return days.at(days.indexOf(day) - 1) as Weekday;
}

function isTimeZone(timeZone: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}
