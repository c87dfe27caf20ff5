import type { EndpointKind, ServiceConfiguration, ServiceKind } from '../service-kind.ts';
import { dataFolder, serviceFolder, shellWord } from '../service-script.ts';
import { plainName } from '../sql.ts';

const port = 8200;

interface Key {
  readonly endpoint: string;
  readonly key: string;
  readonly type: 'sign' | 'encrypt';
  readonly policy: string;
}

const mapping = (value: unknown) => Object(value ?? {}) as Readonly<Record<string, unknown>>;

/** The entries of `endpoints.<name>`: a list of a policy, a key and what the key is for. */
function keysOf(configuration: ServiceConfiguration): readonly Key[] {
  return Object.entries(mapping(configuration.endpoints)).flatMap(([endpoint, entries]) =>
    (Array.isArray(entries) ? entries : []).map((entry) => {
      const { key, type, policy } = mapping(entry);
      return {
        endpoint,
        key: String(key),
        policy: String(policy),
        type: type === 'sign' ? 'sign' : 'encrypt',
      };
    }),
  );
}

/** Paths of Vault's transit engine that each policy of the original opens. */
const operations: Readonly<Record<string, readonly string[]>> = {
  admin: ['encrypt', 'decrypt', 'rewrap', 'sign', 'verify', 'keys', 'datakey/plaintext'],
  sign: ['sign'],
  verify: ['verify'],
  encrypt: ['encrypt'],
  decrypt: ['decrypt'],
  rewrap: ['rewrap'],
};

function policyOf(keys: readonly Key[]): string {
  return keys
    .flatMap(({ key, policy }) =>
      (operations[policy] ?? []).map((operation) => `transit/${operation}/${key}`),
    )
    .map((path) => `path "${path}*" { capabilities = ["create", "read", "update"] }\n`)
    .join('');
}

function endpoints(configuration: ServiceConfiguration): Readonly<Record<string, EndpointKind>> {
  const names = [...new Set(keysOf(configuration).map(({ endpoint }) => endpoint))];
  return Object.fromEntries(
    names.map((rel) => [rel, { rel, scheme: 'http', port, passwordSecret: `token ${rel}` }]),
  );
}

/** Makes the engine, its keys, a policy for each endpoint and a token for each policy; those that are there stay. */
function setup(configuration: ServiceConfiguration, secret: (name: string) => string): string {
  const keys = keysOf(configuration);
  const names = [...new Set(keys.map(({ endpoint }) => endpoint))];
  return [
    'vault secrets list | grep -q "^transit/" || vault secrets enable transit\n',
    ...keys.map(
      ({ key, type }) =>
        `vault write -f transit/keys/${key} type=${type === 'sign' ? 'ecdsa-p256' : 'aes256-gcm96'}\n`,
    ),
    ...names.map((name) => {
      const token = shellWord(secret(`token ${name}`));
      return `vault policy write ${name} ${serviceFolder}/${name}.hcl
vault token lookup ${token} >/dev/null 2>&1 || vault token create -id=${token} -policy=${name} -period=768h -orphan >/dev/null
`;
    }),
  ].join('');
}

/**
 * https://docs.upsun.com/add-services/vault.html. The one unseal key lies beside the data: what protects both is the volume, as
 * everything a service keeps.
 */
export const vaultKms: ServiceKind = {
  types: ['vault-kms'],
  image: (version) => `docker.io/hashicorp/vault:${version}`,
  debian: null,
  diskMiB: 256,
  memoryMiB: 1088,
  graceSeconds: 30,
  endpoints,
  problems(configuration) {
    const keys = keysOf(configuration);
    if (keys.length === 0) return ['`endpoints` must name at least one key with its policy.'];
    return keys.flatMap(({ endpoint, key, policy }) => [
      ...(plainName.test(endpoint) && plainName.test(key)
        ? []
        : [`\`endpoints.${endpoint}\` has a key or name that is not plain.`]),
      ...(policy in operations
        ? []
        : [
            `\`endpoints.${endpoint}\` has the policy \`${policy}\`; it must be one of ${Object.keys(operations).join(', ')}.`,
          ]),
    ]);
  },
  container: ({ configuration, secret }) => {
    const keys = keysOf(configuration);
    const names = [...new Set(keys.map(({ endpoint }) => endpoint))];
    const policies = names.map(
      (name) => [`${name}.hcl`, policyOf(keys.filter(({ endpoint }) => endpoint === name))] as const,
    );
    const keeper = `${dataFolder}/unseal.json`;
    const field = (name: string) =>
      `sed -n '/"${name}"/,/]/ s/.*"\\(hvs\\.[^"]*\\|[A-Za-z0-9+\\/=]\\{40,\\}\\)".*/\\1/p' ${keeper} | head -1`;
    return {
      start: `mkdir -p ${dataFolder}/vault
serve TERM vault server -config=${serviceFolder}/vault.hcl
`,
      files: {
        'vault.hcl': `disable_mlock = true
storage "file" { path = "${dataFolder}/vault" }
listener "tcp" {
  address = "0.0.0.0:${port}"
  tls_disable = true
}
`,
        ...Object.fromEntries(policies),
      },
      environment: { VAULT_ADDR: `http://127.0.0.1:${port}`, HOME: '/tmp' },
      prepare: `umask 077
until vault status >/dev/null 2>&1 || [ $? -eq 2 ]; do sleep 0.2; done
[ -s ${keeper} ] || { vault operator init -key-shares=1 -key-threshold=1 -format=json >${keeper}.new && mv ${keeper}.new ${keeper}; } || exit 1
vault operator unseal "$(${field('unseal_keys_b64')})" >/dev/null || exit 1
export VAULT_TOKEN="$(${field('root_token')})"
set -e
${setup(configuration, secret)}`,
    };
  },
};
