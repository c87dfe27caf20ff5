import { expect, test } from 'vitest';
import { whyNoSandbox } from '../../src/linux/nested-namespaces.ts';

const withSwitches = (values: Readonly<Record<string, string>>) => async (path: string) => {
  const value = values[path.split('/').at(-1) ?? ''];
  if (value === undefined) throw new Error('ENOENT');
  return value;
};

test.each([
  [{}, null],
  [{ unprivileged_userns_clone: '1\n', apparmor_restrict_unprivileged_userns: '0\n' }, null],
  [{ unprivileged_userns_clone: '0\n' }, 'kernel.unprivileged_userns_clone=0'],
  [{ apparmor_restrict_unprivileged_userns: '1\n' }, 'kernel.apparmor_restrict_unprivileged_userns=1'],
])('a kernel with the switches %j lets sandboxes be, or says what forbids them', async (values, why) => {
  expect(await whyNoSandbox(withSwitches(values))).toBe(why);
});
