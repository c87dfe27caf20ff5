/** What a project can use, in the original's words. Only tasks are on; the numbers are bounds that never bite. */
export const capabilities = {
  tasks: { enabled: true },
  custom_domains: { enabled: false, environments_with_domains_limit: 0 },
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
