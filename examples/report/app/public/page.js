const form = document.querySelector('#run');
const button = form.querySelector('button');
const status = document.querySelector('#state');

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  button.disabled = true;
  try {
    show('working', 'Asking for a container…');
    const run = await request('/runs', { method: 'POST', body: JSON.stringify({ title: form.title.value }) });
    showOutcome(await follow(run));
    await refreshReports();
  } catch (error) {
    show('failed', error.message);
  }
  button.disabled = false;
});

/** Waits for a run to end, telling its state meanwhile; returns it as it ended. */
async function follow(run) {
  const startedAt = Date.now();
  let current = run;
  while (!['complete', 'cancelled'].includes(current.state)) {
    const seconds = Math.round((Date.now() - startedAt) / 1000);
    const state = current.state === 'in_progress' ? 'The task is running' : 'Waiting for a container';
    show('working', `${state} · ${seconds} s · activity ${current.id}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
    current = await request(`/runs/${current.id}`);
  }
  return current;
}

function showOutcome({ id, state, result }) {
  if (state === 'cancelled') return show('failed', `The run was cancelled · activity ${id}`);
  if (result !== 'success') return show('failed', `The run failed; its log says why · activity ${id}`);
  show('done', `Done · activity ${id}`);
}

/** The server draws the reports; only that part of the page is exchanged. */
async function refreshReports() {
  const text = await (await fetch('/')).text();
  const page = new DOMParser().parseFromString(text, 'text/html');
  document.querySelector('#reports').replaceWith(page.querySelector('#reports'));
}

async function request(url, options) {
  const response = await fetch(url, options).catch(() => {
    throw new Error('The application does not answer. Is it being deployed?');
  });
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.message ?? `The application answered ${response.status}`);
  return body;
}

function show(kind, text) {
  status.hidden = false;
  status.className = kind;
  status.textContent = text;
}
