import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openArtifacts } from '../../src/artifact/artifacts.ts';
import type { OutputFolder } from '../../src/artifact/output-folder.ts';

/** A folder in which a run left something, and the results that are kept. */
function opened() {
  const home = mkdtempSync(join(tmpdir(), 'errand-artifacts-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const path = join(home, 'output');
  mkdirSync(path);
  const output: OutputFolder = {
    path,
    isEmpty: () => readdirSync(path).length === 0,
    copyTo: async (target) => void execFileSync('cp', ['-a', `${path}/.`, target]),
    release: () => Promise.resolve(),
  };
  /** A name may have any bytes, given as Latin-1. */
  const leave = (name: string, text: string) =>
    writeFileSync(Buffer.concat([Buffer.from(`${path}/`), Buffer.from(name, 'latin1')]), text);
  return {
    artifacts: openArtifacts(join(home, 'artifacts')),
    directory: join(home, 'artifacts'),
    output,
    leave,
    path,
  };
}

describe('what a run left', () => {
  it('is kept whole where names are not UTF-8, which are shown escaped and can be asked for', async () => {
    const { artifacts, output, leave, path } = opened();
    leave('result.json', '{"ok":true}');
    leave('caf\xe9', 'latin');
    leave('caf\\xe9', 'said so by its name');
    writeFileSync(join(path, 'zażółć'), 'as it is');
    mkdirSync(Buffer.concat([Buffer.from(`${path}/`), Buffer.from([0x64, 0xff])]));
    leave('d\xff/\xfe', 'deep');
    leave('\xfc'.repeat(255), 'long');
    const kept = await artifacts.keep('shop', 'run', output);
    expect(kept).toMatchObject({ files: 6, result: { ok: true } });
    const long = '\\xfc'.repeat(64).slice(0, 255);
    const paths = (await artifacts.list('shop', 'run')).map((file) => file.path);
    expect(paths.toSorted()).toEqual(
      ['caf\\xe9', 'caf\\xe9~2', 'd\\xff/\\xfe', long, 'result.json', 'zażółć'].toSorted(),
    );
    const texts = await Promise.all(
      ['caf\\xe9', 'caf\\xe9~2', 'd\\xff/\\xfe', long].map(async (name) => {
        const found = await artifacts.find('shop', 'run', name);
        return readFileSync(found?.location ?? '', 'utf8');
      }),
    );
    expect(texts).toEqual(['said so by its name', 'latin', 'deep', 'long']);
  });

  it('leaves nothing half where it cannot be kept', async () => {
    const { artifacts, directory, output, leave } = opened();
    leave('first', 'kept');
    await artifacts.keep('shop', 'run', output);
    const copyTo = async (target: string) => {
      writeFileSync(join(target, 'half'), 'x');
      throw new Error('no space left on device');
    };
    await expect(artifacts.keep('shop', 'run', { ...output, copyTo })).rejects.toThrow('no space');
    expect(existsSync(join(directory, 'shop', 'run.new'))).toBe(false);
    expect((await artifacts.list('shop', 'run')).map((file) => file.path)).toEqual(['first']);
  });
});
