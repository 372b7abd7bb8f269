import { describe, expect, it } from 'vitest';
import { textArray } from './binary-array.js';

describe('an array in binary', () => {
  it('is its dimensions, the element type and each value with its length', () => {
    expect(textArray(['ab', null, '']).toString('hex')).toBe(
      ['00000001', '00000001', '00000019', '00000003', '00000001'].join('') +
        ['000000026162', 'ffffffff', '00000000'].join(''),
    );
  });

  it('has no dimension when it is empty', () => {
    expect(textArray([]).toString('hex')).toBe('000000000000000000000019');
  });
});
