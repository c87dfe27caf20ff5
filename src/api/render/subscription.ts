/** Nobody subscribes to one's own server. The shape asks for the keys. */
export const noSubscription = {
  license_uri: '',
  storage: 0,
  included_users: 0,
  subscription_management_uri: '',
  restricted: false,
  suspended: false,
  user_licenses: 0,
} as const;
