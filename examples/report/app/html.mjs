const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text that is safe to put in a page. What a template inserts is escaped, unless it is such text itself. */
export function html(strings, ...values) {
  return { text: String.raw({ raw: strings }, ...values.map(render)) };
}

function render(value) {
  if (Array.isArray(value)) return value.map(render).join('');
  if (typeof value === 'object') return value.text;
  return String(value).replace(/[&<>"']/g, (character) => entities[character]);
}
