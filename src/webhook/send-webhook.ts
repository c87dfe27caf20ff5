import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { Webhook } from 'standardwebhooks';
import type { Secret } from '../secret/secret.ts';
import { isPublicAddress, PrivateAddress, publicLookup } from './address-guard.ts';
import type { Attempt } from './delivery.ts';

export interface WebhookMessage {
  readonly id: string;
  readonly url: string;
  /** `whsec_…`. */
  readonly secret: Secret;
  readonly body: string;
}

export interface SendTerms {
  /** For the whole exchange. */
  readonly timeoutMilliseconds: number;
  readonly allowPrivate: boolean;
  readonly userAgent: string;
}

const gone = 410;

/** Sends one message, signed as the Standard Webhooks specification says. Never throws; follows no redirect. */
export async function sendWebhook(message: WebhookMessage, terms: SendTerms): Promise<Attempt> {
  try {
    const status = await exchange(message, terms);
    if (status >= 200 && status < 300) return { kind: 'delivered', status };
    // 410: the receiver wants no more of it.
    return { kind: 'failed', status, error: `it answered ${status}`, final: status === gone };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { kind: 'failed', status: null, error: text, final: error instanceof PrivateAddress };
  }
}

function headersOf({ id, secret, body }: WebhookMessage, userAgent: string) {
  const now = new Date();
  return {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'user-agent': userAgent,
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': new Webhook(secret.reveal()).sign(id, now, body),
  };
}

async function exchange(message: WebhookMessage, terms: SendTerms): Promise<number> {
  const url = new URL(message.url);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // An address in the URL is never looked up.
  if (!terms.allowPrivate && isIP(host) !== 0 && !isPublicAddress(host)) throw new PrivateAddress(host, host);
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  const options = {
    method: 'POST',
    headers: headersOf(message, terms.userAgent),
    agent: false,
    ...(terms.allowPrivate ? {} : { lookup: publicLookup as LookupFunction }),
  };
  return answerTo(send(url, options), message.body, terms.timeoutMilliseconds);
}

/** The status that a request is answered with. However the exchange ends, or where it does not, this settles in time. */
async function answerTo(sent: ClientRequest, body: string, timeoutMilliseconds: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const timer = setTimeout(() => {
    reject(new Error(`it did not answer within ${timeoutMilliseconds / 1000} s`));
  }, timeoutMilliseconds);
  const answered = ({ statusCode = 0 }: IncomingMessage) => resolve(statusCode);
  sent.once('response', answered);
  // Without a listener Node.js would end this in silence; with one, the connection is the listener's.
  sent.once('upgrade', (response, socket) => {
    answered(response);
    socket.destroy();
  });
  sent.once('close', () => reject(new Error('it ended the connection without an answer')));
  sent.on('error', reject);
  sent.end(body);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    // What it says beside the status is of no use, and may have no end.
    sent.destroy();
  }
}
