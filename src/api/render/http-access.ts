/** Every environment is open to who reaches it: no passwords, no addresses that are refused. */
export const openAccess = { is_enabled: false, addresses: [], basic_auth: {} } as const;
