import { describe, expect, it } from 'vitest';
import { oversizedVariables } from '../../src/container/environment-limits.ts';

describe('variables too long for Linux (P11)', () => {
  it('are found by name, one byte over the limit', () => {
    const fits = 'x'.repeat(128 * 1024 - 'FITS='.length - 1);
    expect(oversizedVariables({ FITS: fits, LONG: `${fits}x` })).toEqual(['LONG']);
  });
});
