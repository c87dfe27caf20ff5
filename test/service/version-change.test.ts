import { describe, expect, test } from 'vitest';
import { serviceKindOf } from '../../src/service/kinds.ts';
import { compareVersions, whyNotChange } from '../../src/service/version-change.ts';

describe('versions', () => {
  test.each([
    ['8', '8.0', 0],
    ['7.2', '7.10', -1],
    ['15.18', '15', 1],
    ['18', '9.6', 1],
  ])('%s beside %s', (one, other, sign) => {
    expect(Math.sign(compareVersions(one, other))).toBe(sign);
  });
});

function change(from: string, ran: string | null, to: string, runs: string | null): string | null {
  const kind = serviceKindOf(to);
  if (kind === null) throw new Error(`no kind for ${to}`);
  return whyNotChange('db', kind, { type: from, version: ran }, { type: to, version: runs });
}

describe('a change of a service', () => {
  test.each([
    ['postgresql:15', '15.18', 'postgresql:15', '15.19'],
    ['mariadb:10.11', '10.11.2', 'mariadb:11.4', '11.4.1'],
    ['mariadb:10.11', '10.11.2', 'mysql:10.11', '10.11.2'],
    ['redis:7.0', '7.0.15', 'redis:8.0', '8.0'],
    ['redis:8.0', '7.0.15', 'redis:8.0', '7.0.15'],
    ['network-storage:1.0', null, 'network-storage:2.0', null],
  ])('from %s (%s) to %s (%s) goes on with its data', (from, ran, to, runs) => {
    expect(change(from, ran, to, runs)).toBeNull();
  });

  test.each([
    ['postgresql:15', null, 'mariadb:11.4', null, 'is postgresql:15 and cannot become mariadb:11.4'],
    ['postgresql:16', null, 'postgresql:15', null, 'cannot go from postgresql:16 back to postgresql:15'],
    ['redis:7.0', null, 'redis-persistent:7.0', null, 'is redis:7.0 and cannot become redis-persistent:7.0'],
    [
      'postgresql:15',
      '15.18',
      'postgresql:16',
      '16.1',
      'has data of version 15, which version 16 cannot read',
    ],
    [
      'postgresql:18',
      '15.18',
      'postgresql:18',
      '17.2',
      'has data of version 15, which version 17 cannot read',
    ],
    [
      'mariadb:11.4',
      '11.4.1',
      'mariadb:11.4',
      '10.11.2',
      'ran on version 11.4.1, and only 10.11.2 is to be had now',
    ],
  ])('from %s (%s) to %s (%s) is refused', (from, ran, to, runs, why) => {
    const reason = change(from, ran, to, runs);
    expect(reason).toContain(`the service db ${why}`);
    expect(reason).toContain("'errand service:delete db'");
  });
});
