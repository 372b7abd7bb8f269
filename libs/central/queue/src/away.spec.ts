import { describe, expect, it } from 'vitest';
import { PostgresAway, asOutage } from './away.js';

const coded = (code: string): Error => Object.assign(new Error('refused'), { code });

describe('an outage of Postgres', () => {
  it.each([
    coded('57P03'),
    coded('57P01'),
    coded('08006'),
    coded('ECONNRESET'),
    new Error('Connection terminated unexpectedly'),
    new Error('Client has encountered a connection error and is not queryable'),
    new Error('timeout exceeded when trying to connect'),
  ])('is told from $message ($code), and kept as the cause', (error) => {
    expect(asOutage(error)).toBeInstanceOf(PostgresAway);
    expect(asOutage(error)).toMatchObject({ code: 'ECONNREFUSED', cause: error });
  });

  it('is not what a statement says of itself', () => {
    for (const error of [
      coded('23505'),
      coded('42P01'),
      new Error('Missing lock for job 1'),
      'text',
      undefined,
    ])
      expect(asOutage(error)).toBe(error);
  });
});
