import { expect, test } from 'vitest';
import { defaultReference } from '../../src/image/oci-image.ts';
import { runtimes } from '../../src/image/runtimes.ts';

test('every runtime of the language has a row', () => {
  const types = ['dotnet', 'elixir', 'golang', 'java', 'nodejs', 'php', 'python', 'ruby', 'rust'];
  expect(Object.keys(runtimes).sort()).toEqual(types);
});

test.each([
  ['python', '3.13', 'docker.io/library/python:3.13'],
  ['php', '8.4', 'docker.io/library/php:8.4-fpm'],
  ['java', '21', 'docker.io/library/eclipse-temurin:21-jdk'],
  ['dotnet', '10.0', 'mcr.microsoft.com/dotnet/sdk:10.0'],
])('%s:%s is %s', (name, version, expected) => {
  expect(defaultReference(name, version, 'docker.io')).toBe(expected);
});

test('a mirror stands for Docker Hub and for no other registry', () => {
  expect(defaultReference('ruby', '3.4', 'mirror.example.com/hub')).toBe(
    'mirror.example.com/hub/library/ruby:3.4',
  );
  expect(defaultReference('dotnet', '8.0', 'mirror.example.com/hub')).toBe(
    'mcr.microsoft.com/dotnet/sdk:8.0',
  );
});

test.each([
  ['nodejs', 'v26.10.0\n', '26.10.0'],
  ['python', 'Python 3.11.2\n', '3.11.2'],
  ['php', 'PHP 8.2.29 (cli) (built: Jul  3 2026 16:16:05) (NTS)\n', '8.2.29'],
  ['ruby', 'ruby 3.1.2p20 (2022-04-12 revision 4491bb740a) [x86_64-linux-gnu]\n', '3.1.2'],
  ['golang', 'go version go1.19.8 linux/amd64\n', '1.19.8'],
  ['java', 'openjdk 17.0.16 2025-07-15\nOpenJDK Runtime Environment (build 17.0.16+8)\n', '17.0.16'],
  ['java', 'openjdk 21 2023-09-19\nOpenJDK Runtime Environment (build 21+35-Debian-1)\n', '21'],
  ['rust', 'rustc 1.63.0 (4b91a6ea7 2022-08-08)\n', '1.63.0'],
  ['dotnet', '10.0.100\n', '10.0.100'],
  ['elixir', '1.14.0\n', '1.14.0'],
])('the version of %s is read from %j', (name, printed, expected) => {
  expect(runtimes[name]?.host.version.exec(printed)?.[0]).toBe(expected);
});
