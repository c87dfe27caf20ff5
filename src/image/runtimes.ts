/** How a type of wire.md 6.5 is to be had. `host` is null where no program of the machine provides it. */
export interface Runtime {
  /** The OCI image of a version, on Docker Hub unless a registry is named. Full images: a build finds compilers in them, as in the original. */
  image(version: string): string;
  /** The package of Debian that installs the machine's own. */
  readonly debianPackage: string | null;
  readonly host: HostProgram;
}

export interface HostProgram {
  /** Only what lies under /usr is seen inside containers. */
  readonly program: string;
  readonly argument: string;
  /** Finds the version in what the program prints. */
  readonly version: RegExp;
}

const dotted = /\d+(?:\.\d+)+/;

export const runtimes: Readonly<Record<string, Runtime>> = {
  nodejs: {
    image: (version) => `node:${version}`,
    debianPackage: 'nodejs',
    host: { program: '/usr/bin/node', argument: '--version', version: dotted },
  },
  python: {
    image: (version) => `python:${version}`,
    debianPackage: 'python3',
    host: { program: '/usr/bin/python3', argument: '--version', version: dotted },
  },
  php: {
    // With php-fpm, which runs the scripts of applications, and the command line beside it.
    image: (version) => `php:${version}-fpm`,
    debianPackage: 'php-cli',
    host: { program: '/usr/bin/php', argument: '--version', version: dotted },
  },
  ruby: {
    image: (version) => `ruby:${version}`,
    debianPackage: 'ruby',
    host: { program: '/usr/bin/ruby', argument: '--version', version: dotted },
  },
  golang: {
    image: (version) => `golang:${version}`,
    debianPackage: 'golang-go',
    host: { program: '/usr/bin/go', argument: 'version', version: dotted },
  },
  java: {
    image: (version) => `eclipse-temurin:${version}-jdk`,
    debianPackage: 'default-jdk-headless',
    // `openjdk 21 2023-09-19`: a first release has no dots.
    host: { program: '/usr/bin/java', argument: '--version', version: /(?<=^\S+ )\d+(?:\.\d+)*/ },
  },
  rust: {
    image: (version) => `rust:${version}`,
    debianPackage: 'rustc',
    host: { program: '/usr/bin/rustc', argument: '--version', version: dotted },
  },
  dotnet: {
    image: (version) => `mcr.microsoft.com/dotnet/sdk:${version}`,
    debianPackage: null,
    host: { program: '/usr/bin/dotnet', argument: '--version', version: dotted },
  },
  elixir: {
    image: (version) => `elixir:${version}`,
    debianPackage: 'elixir',
    host: { program: '/usr/bin/elixir', argument: '--short-version', version: dotted },
  },
};

/** Types of the language that are no runtime, and why nothing provides them. */
export const notProvided: Readonly<Record<string, string>> = {
  composable:
    'Nix puts such images together, and this server does not run it; name a runtime in `stack`, such as `python@3.14`',
};
