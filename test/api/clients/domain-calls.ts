import { expect } from 'vitest';
import { type ClientCall, child, link, main, project } from './client-call.ts';

const entity = (expected: Readonly<Record<string, unknown>>) => ({
  _embedded: { entity: expected, activities: [{ type: 'environment.redeploy' }] },
});

/** Domains: the `upsun` command adds them to an environment, and looks for production's at the project. */
export const domainCalls: readonly ClientCall[] = [
  {
    client: 'upsun domain:add (whether there are such domains)',
    ...link('capabilities', project),
    method: 'GET',
    path: `${project}/capabilities`,
    status: 200,
    reads: { custom_domains: { enabled: true } },
  },
  {
    client: 'upsun domain:add shop.example.com -e main',
    ...link('#domains'),
    method: 'POST',
    path: `${main}/domains`,
    body: { name: 'shop.example.com' },
    status: 201,
    reads: entity({ name: 'shop.example.com', type: 'ProdDomainStorage', ssl: { has_certificate: false } }),
  },
  {
    client: 'upsun domain:add next.example.com -e feature/login --attach shop.example.com',
    ...link('#domains', child),
    method: 'POST',
    path: `${child}/domains`,
    body: { name: 'next.example.com', replacement_for: 'shop.example.com' },
    status: 201,
    reads: entity({ type: 'ReplacementDomainStorage', replacement_for: 'shop.example.com' }),
  },
  {
    client: 'upsun domain:add --cert --key',
    ...link('#domains'),
    method: 'POST',
    path: `${main}/domains`,
    body: { name: 'shop.example.com', ssl: { certificate: '-----BEGIN', key: '-----BEGIN', chain: [] } },
    status: 400,
    reads: { error: 'request_invalid', message: expect.stringContaining('tls.certificates') },
  },
  {
    client: 'SDK domains.add',
    method: 'POST',
    path: `${project}/domains`,
    body: { name: 'shop.example.com', attributes: {}, is_default: true },
    status: 201,
    reads: entity({ name: 'shop.example.com', is_default: true }),
  },
];
