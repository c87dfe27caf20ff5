import { describe, expect, test } from 'vitest';
import { CallBucket } from '../../../src/identity/broker/pace.ts';
import { web } from '../principals.ts';
import { brokerOnLoopback, sendBytes } from './broker-on-loopback.ts';

const post = (url: string) =>
  fetch(`${url}/oauth2/token`, { method: 'POST', body: 'grant_type=client_credentials' });

describe('the pace of one container', () => {
  test('a burst at once, then so many a second', () => {
    const bucket = new CallBucket({ burst: 3, perSecond: 10 }, 0);
    expect([1, 2, 3, 4].map(() => bucket.take(0))).toEqual([0, 0, 0, 100]);
    expect(bucket.take(50)).toBe(50);
    expect(bucket.take(101)).toBe(0);
    expect(bucket.take(100_000)).toBe(0);
    expect([1, 2, 3].map(() => bucket.take(100_000))).toEqual([0, 0, 100]);
  });

  test('calls beyond it are refused as JSON, with the reason and when to come again', async () => {
    const { url } = await brokerOnLoopback({ pace: { burst: 5, perSecond: 0.001 } });
    const answers = await Promise.all(Array.from({ length: 30 }, () => post(url)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
    const late = answers.filter(({ status }) => status === 429);
    expect(late).toHaveLength(25);
    for (const answer of late) {
      expect(answer.headers.get('retry-after')).toBe('1');
      expect(await answer.json()).toEqual({
        error: 'slow_down',
        error_description: expect.stringContaining('keep a token'),
      });
    }
  });

  test('of a thousand calls in one piece only as many are answered as may be, and the connection ends', async () => {
    const { port } = await brokerOnLoopback({ pace: { burst: 5, perSecond: 0.001 } });
    const body = 'grant_type=client_credentials';
    const one = `POST /oauth2/token HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    const text = await sendBytes(port, one.repeat(1000));
    expect(text.match(/^HTTP\/1.1 200 /gm)).toHaveLength(5);
    expect(text.match(/^HTTP\/1.1 429 /gm)).toHaveLength(1);
  });

  test("one container's calls leave the others alone", async () => {
    const pace = { burst: 5, perSecond: 0.001 };
    const flooding = await brokerOnLoopback({ pace });
    await Promise.all(Array.from({ length: 10 }, () => post(flooding.url)));
    let asked = 0;
    const identity = () => {
      asked += 1;
      return web;
    };
    const other = await brokerOnLoopback({ pace, identity });
    expect((await post(other.url)).status).toBe(200);
    expect(asked).toBe(1);
  });
});
