/** Nobody subscribes to one's own server. The shape asks for the keys, and clients read an id from the first. */
export function noSubscription(project: string) {
  return {
    license_uri: `/subscriptions/${encodeURIComponent(project)}`,
    storage: 0,
    included_users: 0,
    subscription_management_uri: '',
    restricted: false,
    suspended: false,
    user_licenses: 0,
  };
}
