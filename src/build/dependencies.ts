import type { WorkloadDefinition } from '../config/definition.ts';
import { gemFolder, globalFolder } from '../container/global-packages.ts';
import { shellWord } from './shell-word.ts';

type Packages = Readonly<Record<string, unknown>>;

/** How one language's global packages are installed. */
interface Installer {
  /** The program that does it, which must be in the image. */
  readonly program: string;
  readonly command: (packages: Packages) => string;
}

const installers: Readonly<Record<string, Installer>> = {
  nodejs: { program: 'npm', command: npm },
  python3: { program: 'python3', command: pip },
  php: { program: 'composer', command: composer },
  ruby: { program: 'gem', command: gem },
};

/** Shell lines that install a workload's `dependencies`, one a language. */
export function installCommands({ dependencies }: Pick<WorkloadDefinition, 'dependencies'>): readonly {
  readonly language: string;
  readonly command: string;
}[] {
  return Object.entries(dependencies).flatMap(([language, packages]) => {
    const installer = installers[language];
    if (installer === undefined) return [];
    const { program, command } = installer;
    const missing = `${program}, which installs dependencies.${language}, is not in the image`;
    const check = `command -v ${program} >/dev/null || { echo ${shellWord(missing)} >&2; exit 127; }`;
    return [{ language, command: `${check}\n${command(packages)}` }];
  });
}

function npm(packages: Packages): string {
  const wanted = Object.entries(packages).map(([name, version]) => shellWord(`${name}@${String(version)}`));
  const quiet = '--no-fund --no-audit --no-update-notifier';
  return `npm install --global --prefix ${globalFolder} ${quiet} ${wanted.join(' ')}`;
}

function pip(packages: Packages): string {
  const wanted = Object.entries(packages).map(([name, version]) =>
    shellWord(requirement(name, String(version))),
  );
  return `python3 -m pip install --user --disable-pip-version-check ${wanted.join(' ')}`;
}

/** A bare number is that version; anything else is a specifier as pip writes it: https://peps.python.org/pep-0440/ */
function requirement(name: string, version: string): string {
  if (version === '*' || version === 'latest') return name;
  return /^\d/.test(version) ? `${name}==${version}` : `${name}${version}`;
}

/** Either packages and versions, or Composer's own `require` with `repositories`. */
function composer(packages: Packages): string {
  const document = 'require' in packages ? packages : { require: packages };
  const allowed = { config: { 'allow-plugins': true } };
  const json = shellWord(JSON.stringify({ ...document, ...allowed }));
  const quiet = '--no-ansi --no-interaction --no-progress --prefer-dist --optimize-autoloader';
  return [
    `mkdir -p ${globalFolder}`,
    `printf %s ${json} >${globalFolder}/composer.json`,
    `composer update ${quiet} --working-dir=${globalFolder}`,
  ].join(' && ');
}

function gem(packages: Packages): string {
  const folders = `--install-dir ${gemFolder} --bindir ${globalFolder}/bin`;
  return Object.entries(packages)
    .map(([name, version]) => {
      const wanted = version === '*' || version === 'latest' ? '>= 0' : String(version);
      return `gem install --no-document ${folders} ${shellWord(name)} --version ${shellWord(wanted)}`;
    })
    .join(' && ');
}
