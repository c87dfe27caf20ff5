import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { largestArchive, receiveArchive } from '../../src/api/receive-archive.ts';
import { ErrandError } from '../../src/errors/errand-error.ts';
import { openTestApi, type TestApiOptions } from './test-api.ts';

const tar = Buffer.alloc(300_000, 'not really a tar archive, but nobody looks here ');
const source = '/projects/shop/environments/feature%2Fnew/source';

async function put(body: NonNullable<RequestInit['body']> | null, options?: TestApiOptions, path = source) {
  const opened = await openTestApi(options);
  const headers = {
    authorization: await opened.bearer(),
    'content-type': 'application/x-tar',
    connection: 'close',
  };
  const answer = await fetch((await opened.listen()) + path, {
    method: 'PUT',
    headers,
    body,
    duplex: 'half',
  });
  const uploads = join(opened.directory, 'uploads');
  return {
    ...opened,
    status: answer.status,
    body: (await answer.json()) as Readonly<Record<string, unknown>>,
    left: existsSync(uploads) ? readdirSync(uploads) : [],
  };
}

describe('PUT …/source', () => {
  test.each([
    ['plain', tar],
    ['gzip', gzipSync(tar)],
  ])('hands a %s archive to the deployer and answers with the activity', async (_, archive) => {
    const { status, body, asked } = await put(new Uint8Array(archive));
    expect(status).toBe(202);
    expect(body).toMatchObject({
      code: 202,
      _embedded: { activities: [{ type: 'environment.push', environments: ['feature/new'] }] },
    });
    const [push] = asked.pushes;
    expect(push).toMatchObject({
      project: 'shop',
      environment: 'feature/new',
      actor: { kind: 'user', name: 'ada' },
    });
    expect(push?.archive.equals(tar)).toBe(true);
  });

  test('takes a body of unknown length', async () => {
    const { status, asked } = await put(Readable.toWeb(Readable.from([tar, tar])) as ReadableStream);
    expect(status).toBe(202);
    expect(asked.pushes[0]?.archive).toHaveLength(600_000);
  });

  test('leaves no file behind where the deployer refuses', async () => {
    const refuse = async () => {
      throw new ErrandError('conflict', 'Another push is under way.');
    };
    const { status, left } = await put(new Uint8Array(tar), {
      change: (rooms) => ({ ...rooms, deployer: { ...rooms.deployer, push: refuse } }),
    });
    expect([status, left]).toEqual([409, []]);
  });

  test.each([
    ['no body', null, 'body'],
    ['an empty body', '', 'body'],
    ['a broken gzip file', new Uint8Array([0x1f, 0x8b, 1, 2, 3]), 'received'],
  ])('refuses %s', async (_, archive, words) => {
    const { status, body, left, asked } = await put(archive);
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: 'source_invalid', message: expect.stringContaining(words) });
    expect([left, asked.pushes]).toEqual([[], []]);
  });

  test.each(['-x', 'a..b', 'x.lock'])('refuses %j as the name of a branch', async (name) => {
    const { status, body } = await put(new Uint8Array(tar), {}, `/projects/shop/environments/${name}/source`);
    expect(status).toBe(400);
    expect(body).toMatchObject({ message: expect.stringContaining('path.environment') });
  });

  test('refuses a length above the limit before it reads', async () => {
    const { api, bearer } = await openTestApi();
    const headers = { authorization: await bearer(), 'content-length': String(largestArchive + 1) };
    const answer = await api.inject({ method: 'PUT', url: source, headers, payload: 'x' });
    expect([answer.statusCode, answer.json().error]).toEqual([413, 'payload_too_large']);
  });

  test('needs a project', async () => {
    const { status, body } = await put(new Uint8Array(tar), {}, '/projects/none/environments/main/source');
    expect([status, body.error]).toEqual([404, 'project_not_found']);
  });
});

describe('an archive that grows beyond the limit', () => {
  test.each([
    ['plain', tar],
    ['once it is unpacked', gzipSync(tar)],
  ])('is refused: %s', async (_, archive) => {
    const { directory } = await openTestApi();
    const uploads = join(directory, 'limited');
    const body = Readable.from([archive]);
    await expect(receiveArchive(body, {}, uploads, 100_000)).rejects.toMatchObject({
      code: 'payload_too_large',
    });
    expect(readdirSync(uploads)).toEqual([]);
  });
});
