import type { CommandOption } from '@scry/internal/command-line';

// The parts of a question, spelt alike by every command that asks one.
export const who: CommandOption = {
  value: 'json|@file',
  description: 'the principal, such as \'{"id":"u1","roles":["VIEWER"]}\'',
};
export const permission: CommandOption = { value: 'permission', description: 'such as campaigns:update' };
export const resource: CommandOption = { value: 'json|@file', description: 'what it is about' };
export const context: CommandOption = { value: 'json|@file', description: 'what the request brings along' };
