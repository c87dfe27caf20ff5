/** Text for SQL scripts that this server writes. */
export const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** An identifier of standard SQL. */
export const identifier = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** An identifier of MySQL. */
export const backticked = (name: string) => `\`${name.replaceAll('`', '``')}\``;

/** What names of databases, schemas and endpoints may look like; they go into SQL, files and variables. */
export const plainName = /^[A-Za-z_][A-Za-z0-9_-]{0,62}$/;
