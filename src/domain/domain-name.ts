import { domainToASCII } from 'node:url';
import { ErrandError } from '../errors/errand-error.ts';
import type { Domain, DomainPlace } from './domain.ts';

const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const longest = 253;

/** A domain as DNS has it: `Bücher.example` is `xn--bcher-kva.example`. Error: `request_invalid`. */
export function domainName(written: string): string {
  const name = domainToASCII(written.trim().replace(/\.$/, ''));
  const labels = name.split('.');
  const isName =
    labels.length > 1 && labels.every((each) => label.test(each)) && /\D/.test(labels.at(-1) ?? '');
  if (isName && name.length <= longest) return name;
  throw new ErrandError(
    'request_invalid',
    `"${written}" is no domain: write a host name such as shop.example.com, without https:// and without *.`,
    { details: { domain: written } },
  );
}

const isBelow = (name: string, above: string) => name === above || name.endsWith(`.${above}`);

/**
 * Nobody takes a name that is the server's, another place's, or below or above another project's: what is below a domain is
 * its owner's too. Error: `conflict`.
 */
export function refuseTaken(
  name: string,
  place: DomainPlace,
  all: readonly Domain[],
  serverNames: readonly string[],
): void {
  const servers = serverNames.find((own) => isBelow(name, own) || isBelow(own, name));
  if (servers !== undefined)
    throw new ErrandError(
      'conflict',
      `${name} cannot be a project's domain: ${servers} is this server's own.`,
    );
  const same = all.find((domain) => domain.name === name);
  const isOurs = same?.project === place.project;
  if (same !== undefined && isOurs) {
    const where = same.environment === null ? 'the project' : `environment ${same.environment}`;
    throw new ErrandError('conflict', `${name} is a domain of ${where} already.`);
  }
  const others = all.find(
    (domain) =>
      domain.project !== place.project && (isBelow(name, domain.name) || isBelow(domain.name, name)),
  );
  // Whose it is does not concern whoever asks.
  if (others !== undefined)
    throw new ErrandError(
      'conflict',
      `${name} belongs to another project, or is below or above a domain of one.`,
    );
}
