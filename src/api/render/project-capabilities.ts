/** The greatest that every client's integers hold. */
const noLimit = 2 ** 31 - 1;

/** What a project can use, in the original's words; the numbers are bounds that never bite. */
export const capabilities = {
  tasks: { enabled: true },
  integrations: { enabled: true, config: { webhook: { enabled: true, role: 'admin' } } },
  custom_domains: { enabled: true, environments_with_domains_limit: noLimit },
  source_operations: { enabled: false },
  runtime_operations: { enabled: false },
  outbound_firewall: { enabled: false },
  metrics: { max_range: '' },
  logs_forwarding: { max_extra_payload_size: 0 },
  guaranteed_resources: { enabled: false, instance_limit: 0 },
  images: {},
  instance_limit: 1,
  build_resources: { enabled: false, max_cpu: 0, max_memory: 0 },
  data_retention: { enabled: false },
  autoscaling: { enabled: false },
} as const;
