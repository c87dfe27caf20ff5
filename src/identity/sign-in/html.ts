import { createHash } from 'node:crypto';

/** Text that is safe in an element and in an attribute in double quotes. */
export function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** Markup whose every value was escaped: html`<p>${foreign}</p>`. */
export interface Html {
  readonly markup: string;
}

type Value = string | Html | readonly Html[] | null;

function rendered(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'string') return escapeHtml(value);
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('');
}

export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  const pieces = parts.map((part, index) => part + rendered(values[index] ?? null));
  return { markup: pieces.join('') };
}

const style = `
:root{color-scheme:light dark;--ink:#1b1f24;--dim:#57606a;--line:#d0d7de;--paper:#fff;--ground:#f4f5f7;--accent:#3b3bd4;--warn:#b42318}
@media (prefers-color-scheme:dark){:root{--ink:#e6e8eb;--dim:#9aa4b0;--line:#3a424c;--paper:#1c2127;--ground:#121519;--accent:#9a9aff;--warn:#ff9d8f}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,sans-serif;padding:1rem}
main{width:100%;max-width:25rem;background:var(--paper);border:1px solid var(--line);border-radius:12px;padding:2rem}
.mark{font-weight:700;letter-spacing:.02em;color:var(--accent);margin:0 0 1rem}
h1{font-size:1.35rem;line-height:1.3;margin:0 0 .5rem}
p{margin:0 0 1rem;color:var(--dim)}
p strong,dd{color:var(--ink)}
label{display:block;font-weight:600;margin:1rem 0 .25rem}
input{width:100%;font:inherit;color:inherit;background:transparent;border:1px solid var(--line);border-radius:8px;padding:.6rem .75rem}
button,.button{display:block;width:100%;font:inherit;font-weight:600;text-align:center;text-decoration:none;cursor:pointer;border-radius:8px;padding:.65rem 1rem;margin-top:1.25rem;border:1px solid var(--accent);background:var(--accent);color:var(--paper)}
button.quiet,.button.quiet{background:transparent;color:var(--accent);margin-top:.75rem}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.problem{color:var(--warn);border-left:3px solid var(--warn);padding-left:.75rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem;margin:0 0 1rem}
dt{color:var(--dim)}dd{margin:0;overflow-wrap:anywhere}
`;

const styleHash = createHash('sha256').update(style).digest('base64');

/** A whole page. */
export function page(title: string, body: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · Errand</title>
<style>${{ markup: style }}</style>
</head>
<body><main><p class="mark">Errand</p>${body}</main></body>
</html>
`.markup;
}

/**
 * Headers of every page. `formTargets` are origins that a form leads to in the end: browsers hold redirects after it to
 * `form-action` too.
 */
export function pageHeaders(formTargets: readonly string[] = []): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    ["form-action 'self'", ...formTargets].join(' '),
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ];
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy.join('; '),
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
  };
}
