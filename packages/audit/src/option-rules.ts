import type { OptionRule } from '@scry/internal/check-options';

export const aBoolean: OptionRule = ['boolean', 'true or false'];
export const aCount: OptionRule = [
  'number',
  'an integer >= 1',
  (count: number) => Number.isSafeInteger(count) && count >= 1,
];
export const aName: OptionRule = ['string', 'a text that is not empty', (name: string) => name !== ''];
export const anHttpUrl: OptionRule = ['string', 'an http or https URL', (url: string) => /^https?:\/\/[^/]/.test(url)];
