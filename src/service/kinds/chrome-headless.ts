import type { ServiceKind } from '../service-kind.ts';

const port = 9222;
const innerPort = 9223;

/** The sandbox of its own needs namespaces that no container here may make; the container is the sandbox. */
const options = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--hide-scrollbars',
  '--user-data-dir=/tmp/chrome',
  '--remote-allow-origins=*',
  // Chrome listens on the loopback whatever it is told; socat passes on what comes from outside.
  `--remote-debugging-port=${innerPort}`,
];

/** https://docs.upsun.com/add-services/headless-chrome.html */
export const chromeHeadless: ServiceKind = {
  types: ['chrome-headless'],
  image: (version) => `docker.io/chromedp/headless-shell:${version}`,
  debian: null,
  diskMiB: null,
  memoryMiB: 1408,
  egress: true,
  graceSeconds: 10,
  endpoints: () => ({ http: { rel: 'http', scheme: 'http', port } }),
  container: () => ({
    start: `PATH="$PATH:/headless-shell"
socat TCP4-LISTEN:${port},fork,reuseaddr TCP4:127.0.0.1:${innerPort} &
serve TERM headless-shell ${options.join(' ')} about:blank
`,
    files: {},
    environment: { HOME: '/tmp' },
    prepare: null,
  }),
};
