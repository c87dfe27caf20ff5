import { expect, test } from 'vitest';
import { projectIdFromDirectory } from '../../../src/cli/source/project-id.ts';

test.each([
  ['/srv/shop', 'shop'],
  ['/srv/My Shop!', 'my-shop'],
  ['/srv/a--b__c', 'a-b-c'],
  ['/srv/été', 't'],
  ['/srv/日本', 'project'],
  ['/', 'project'],
  [`/srv/${'x'.repeat(80)}`, 'x'.repeat(50)],
])('the project of %s is %s', (directory, id) => expect(projectIdFromDirectory(directory)).toBe(id));
