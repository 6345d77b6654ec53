import type { Option } from './command.ts';

// The parts of a question, spelt alike by every command that asks one.
export const who: Option = {
  value: 'json|@file',
  description: 'the principal, such as \'{"id":"u1","roles":["VIEWER"]}\'',
};
export const permission: Option = { value: 'permission', description: 'such as campaigns:update' };
export const resource: Option = { value: 'json|@file', description: 'what it is about' };
export const context: Option = { value: 'json|@file', description: 'what the request brings along' };
