import type { ServerOptions } from 'node:https';
import { join } from 'node:path';
import { loadIssuer } from '../identity/authority.ts';
import type { EventLog } from '../observe/event-log.ts';
import { openAcmeCertificates } from '../tls/acme/acme-certificates.ts';
import { openOrders } from '../tls/acme/acme-orders.ts';
import { type Challenges, openChallenges } from '../tls/acme/challenges.ts';
import { type CertificateSource, firstOf } from '../tls/certificate-source.ts';
import { openLocalCertificates } from '../tls/local-certificates.ts';
import { openOperatorCertificates } from '../tls/operator-certificates.ts';
import { chooseContext } from '../tls/secure-contexts.ts';
import { serverNames } from './server-names.ts';
import type { Settings } from './settings/settings.ts';
import type { State } from './state.ts';

/** Which host names this server answers at. */
export interface KnownHosts {
  /** By whatever route, one with `*` too. */
  answers(host: string): boolean;
  /** Written out, in a route or a domain. */
  isWrittenOut(host: string): boolean;
}

export interface OpenTls {
  readonly secure: ServerOptions;
  /** Null where no authority asks. */
  readonly challenges: Challenges | null;
}

export interface TlsParts {
  readonly settings: Settings;
  readonly state: Pick<State, 'authority'>;
  readonly hosts: KnownHosts;
  readonly log: Pick<EventLog, 'error'>;
}

const renewEveryMilliseconds = 6 * 3_600_000;

function openAcme(parts: TlsParts, names: readonly string[], stack: AsyncDisposableStack) {
  const { settings, hosts, log } = parts;
  const { acme } = settings.tls;
  if (acme === null) return { sources: [], challenges: null };
  const folder = join(settings.home, 'keys', 'acme');
  const challenges = openChallenges();
  const failed = (host: string, error: unknown) =>
    log.error({ host, err: error }, 'no certificate came by ACME; the local authority’s is used');
  const certificates = openAcmeCertificates({
    order: openOrders(acme, challenges, folder),
    folder,
    isServed: (host) => names.includes(host) || hosts.isWrittenOut(host),
    failed,
  });
  const renew = () => {
    certificates.renew().catch((error: unknown) => failed('', error));
  };
  const timer = setInterval(renew, renewEveryMilliseconds).unref();
  stack.defer(() => clearInterval(timer));
  return { sources: [certificates], challenges };
}

/** What HTTPS needs, or null where no port is set for it. Error: `settings_invalid`, for certificates that are none. */
export async function openTls(parts: TlsParts, stack: AsyncDisposableStack): Promise<OpenTls | null> {
  const { settings, state, hosts, log } = parts;
  if (settings.tls.port === null) return null;
  const names = serverNames(settings);
  const own = await openOperatorCertificates(settings.tls.certificates, (error) =>
    log.error({ err: error }, 'changed certificates cannot be used; the former stay'),
  );
  const { sources, challenges } = openAcme(parts, names, stack);
  const issue = await loadIssuer(join(settings.home, 'keys'));
  const local = openLocalCertificates(issue, (host) => names.includes(host) || hosts.answers(host));
  const all: readonly CertificateSource[] = [own, ...sources, local];
  const source = firstOf(all, (host, error) => log.error({ host, err: error }, 'no certificate can be had'));
  return {
    challenges,
    secure: {
      cert: state.authority.serverCertificatePem,
      key: state.authority.serverKeyPem,
      minVersion: settings.tls.minVersion,
      SNICallback: chooseContext(source),
      ALPNProtocols: ['http/1.1'],
      handshakeTimeout: 60_000,
    },
  };
}
