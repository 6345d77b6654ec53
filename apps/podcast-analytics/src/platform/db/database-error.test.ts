import { describe, expect, test } from 'vitest';
import {
  CommitUnknownError,
  databaseErrorKind,
  isTransientDatabaseError,
  isUnstorableValue,
} from './database-error.ts';

const failure = (code: string) => Object.assign(new Error('it failed'), { code });

describe('databaseErrorKind', () => {
  test.each([
    ['08006', 'connection', true],
    ['ECONNRESET', 'connection', true],
    ['40001', 'conflict', true],
    ['40P01', 'conflict', true],
    ['53300', 'overload', true],
    ['53100', 'overload', false],
    ['57P01', 'shutdown', true],
    ['57P03', 'shutdown', true],
    ['57014', 'timeout', false],
    ['23505', 'constraint', false],
    ['42601', 'other', false],
    ['constructor', 'other', false],
  ])('reads %s as %s (transient: %s)', (code, kind, isTransient) => {
    expect(databaseErrorKind(failure(code))).toBe(kind);
    expect(isTransientDatabaseError(failure(code))).toBe(isTransient);
  });

  test('looks through errors that wrap the driver’s', () => {
    expect(databaseErrorKind(new Error('query failed', { cause: failure('40001') }))).toBe('conflict');
  });

  test('knows the errors of a lost connection that carry no code', () => {
    expect(databaseErrorKind(new Error('Connection terminated unexpectedly'))).toBe('connection');
    expect(databaseErrorKind(new Error('timeout exceeded when trying to connect'))).toBe('connection');
  });

  test('takes neither other values nor endless chains of causes amiss', () => {
    const circle = new Error('circle');
    circle.cause = circle;
    for (const value of [circle, undefined, null, 'text', { code: '40001' }]) {
      expect(databaseErrorKind(value)).toBe('other');
    }
  });

  test('never calls a commit transient of which nobody knows whether it took effect', () => {
    expect(isTransientDatabaseError(new CommitUnknownError(failure('ECONNRESET')))).toBe(false);
  });
});

test('a value that is none of its type is told from all other errors', () => {
  const codes = ['22021', '22008', '22P02', '22012', '23505', '57014', 'ECONNRESET'];
  expect(codes.filter((code) => isUnstorableValue(failure(code)))).toEqual(['22021', '22008', '22P02']);
  expect(isUnstorableValue(new Error('query failed', { cause: failure('22P02') }))).toBe(true);
  expect(isUnstorableValue('22P02')).toBe(false);
});
