/** What a redirect may answer with. */
export const redirectCodes = [301, 302, 307, 308] as const;
