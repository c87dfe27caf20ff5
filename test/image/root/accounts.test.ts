import { expect, test } from 'vitest';
import { accountsWithWeb } from '../../../src/image/root/accounts.ts';

test('the accounts of an image stay, and web is added', () => {
  const { passwd, group } = accountsWithWeb(
    'root:x:0:0::/root:/bin/bash\npostgres:x:999:999::/:/bin/sh',
    'root:x:0:\n',
  );
  expect(passwd.split('\n')).toEqual([
    'root:x:0:0::/root:/bin/bash',
    'postgres:x:999:999::/:/bin/sh',
    'web:x:10000:10000:web:/app:/bin/sh',
    '',
  ]);
  expect(group).toBe('root:x:0:\nweb:x:10000:\n');
});

test('an account of the image with the name or the number of web makes room', () => {
  const { passwd } = accountsWithWeb(
    'web:x:33:33::/:/bin/sh\nother:x:10000:5::/:/bin/sh\nlast:x:7:7::/:/bin/sh',
    '',
  );
  expect(passwd).not.toContain('web:x:33');
  expect(passwd).not.toContain('other');
  expect(passwd).toContain('last:x:7:7');
});

test('an image without any account gets root and web', () => {
  expect(accountsWithWeb('', '').passwd).toMatch(/^root:x:0:0:.*\nweb:x:10000:10000:/);
});
