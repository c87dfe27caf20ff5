import type { AuditTrail } from './audit/audit-event.ts';
import { Attempts } from './sign-in/attempts.ts';
import { addressKey } from './sign-in/client-address.ts';
import type { TokenExchangeRequest, TokenRefusals } from './token-endpoint.ts';

const minute = 60_000;

/** Counts wrong API tokens by address: after twenty, each further one is told to wait, longer and longer. */
export function tokenRefusals(audit: AuditTrail): TokenRefusals {
  const attempts = new Attempts({
    free: 20,
    firstWaitMs: 1000,
    longestWaitMs: 5 * minute,
    forgetAfterMs: 15 * minute,
  });
  return {
    refused({ address = '', userAgent }: TokenExchangeRequest) {
      const now = new Date();
      const key = addressKey(address);
      attempts.failed(key, now);
      const waitMs = attempts.waitFor(key, now);
      audit.record({
        at: now,
        actor: null,
        address: address === '' ? null : address,
        userAgent: userAgent ?? null,
        operation: 'token:exchange',
        target: {},
        result: 'denied',
        status: 400,
        reason: 'unauthenticated',
        count: 1,
      });
      return waitMs;
    },
  };
}
