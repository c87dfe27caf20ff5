import { describe, expect, it } from 'vitest';
import { Secret } from '../../src/secret/secret.ts';
import { isPublicAddress } from '../../src/webhook/address-guard.ts';
import { newWebhookSecret } from '../../src/webhook/integration-room.ts';
import { sendWebhook } from '../../src/webhook/send-webhook.ts';

describe('an address that webhooks may go to', () => {
  it.each(['93.184.215.14', '1.1.1.1', '2606:4700:4700::1111', '100.128.0.1', '172.32.0.1'])(
    'is %s',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it.each([
    '127.0.0.1',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:db8::1',
    'localhost',
    '',
  ])('is not %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('a webhook to the machine itself', () => {
  const terms = { timeoutMilliseconds: 5000, allowPrivate: false, userAgent: 'Errand' };
  const send = (url: string) =>
    sendWebhook({ id: 'msg_1', url, secret: new Secret(newWebhookSecret()), body: '{}' }, terms);

  it.each([
    'http://127.0.0.1:9/',
    'http://localhost:9/',
    'http://[::1]:9/',
    'http://0x7f.1:9/',
    'http://2130706433:9/',
  ])('is refused for good: %s', async (url) => {
    expect(await send(url)).toMatchObject({
      kind: 'failed',
      final: true,
      error: expect.stringContaining('not on the public internet'),
    });
  });
});
