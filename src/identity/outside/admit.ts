/** What the operator wants to know of people before they are let in. */
export interface AdmissionRules {
  /** Of e-mail addresses; all when empty. */
  readonly allowedDomains: readonly string[];
  readonly requiredClaims: Readonly<Record<string, string | number | boolean>>;
  /** Names of the claims. */
  readonly claims: { readonly username: string; readonly email: string; readonly name: string };
}

export interface OutsidePerson {
  /** Lower case; the provider vouches for it. */
  readonly email: string;
  readonly username: string;
  readonly displayName: string;
}

export type Admission =
  | { readonly kind: 'admitted'; readonly person: OutsidePerson }
  | { readonly kind: 'refused'; readonly reason: string };

type Claims = Readonly<Record<string, unknown>>;

const text = (value: unknown) => (typeof value === 'string' ? value.trim() : '');
const refused = (reason: string): Admission => ({ kind: 'refused', reason });

function has(claims: Claims, name: string, wanted: string | number | boolean): boolean {
  const value = claims[name];
  return Array.isArray(value) ? value.includes(wanted) : value === wanted;
}

/** A user name from what the provider says: letters, digits, dots, dashes and underscores. */
function usernameOf(claims: Claims, rules: AdmissionRules, email: string): string {
  // Cut first: the provider may let people write here what they like, and the expressions take longer than what is long.
  const wanted = (text(claims[rules.claims.username]) || email).slice(0, 254);
  const name = wanted.replace(/@.*$/, '').replaceAll(/[^A-Za-z0-9._-]+/g, '-');
  return name.replaceAll(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '').slice(0, 60) || 'user';
}

/**
 * Whether a person may sign in, by the claims that the provider signed. Accounts are found by the address, so one that the
 * provider does not vouch for (`email_verified`) counts for nothing.
 */
export function admit(claims: Claims, rules: AdmissionRules): Admission {
  const email = text(claims[rules.claims.email]).toLowerCase();
  if (!/^[^@\s]+@[^@\s]+$/.test(email)) return refused('The provider does not tell your e-mail address.');
  if (claims.email_verified !== true && claims.email_verified !== 'true') {
    return refused('The provider has not verified your e-mail address.');
  }
  const domain = email.slice(email.indexOf('@') + 1);
  if (rules.allowedDomains.length > 0 && !rules.allowedDomains.includes(domain)) {
    return refused(`Addresses of ${domain} are not let in here.`);
  }
  const missing = Object.entries(rules.requiredClaims).find(([name, wanted]) => !has(claims, name, wanted));
  if (missing !== undefined)
    return refused(`The provider does not say that your ${missing[0]} is what is required here.`);
  const username = usernameOf(claims, rules, email);
  const displayName = text(claims[rules.claims.name]) || username;
  return { kind: 'admitted', person: { email, username, displayName: displayName.slice(0, 200) } };
}
