import { environmentStringBytes, longestEnvironmentStringBytes } from '../container/environment-limits.ts';
import { ErrandError } from '../errors/errand-error.ts';

const longestName = 256;
/** As `upsun variable:create` asks for what comes after `env:`. */
const environmentName = /^[a-z][a-z0-9_]*$/i;
/** Beginning with a letter or digit, so that no name is `..`. */
const otherName = /^[a-z0-9][a-z0-9._:\-|/]*$/i;

/** The loader obeys these in every program, the container's own init first. */
const reservedNames: readonly string[] = ['LD_PRELOAD', 'LD_AUDIT'];

/**
 * Most bytes of a value that goes into PLATFORM_VARIABLES, which base64 makes a third longer: with others beside it, the
 * whole must fit into one environment variable.
 */
const longestOtherBytes = 64 * 1024;

/** Throws `request_invalid` for what cannot name a variable. */
export function checkName(name: string): void {
  if (name.length > longestName) {
    throw invalid(
      name.slice(0, 40),
      `A variable's name may have ${longestName} characters, not ${name.length}.`,
    );
  }
  if (name.startsWith('env:')) {
    checkEnvironmentName(name);
    return;
  }
  if (otherName.test(name)) return;
  throw invalid(
    name,
    `${JSON.stringify(name)} cannot name a variable: use letters, digits and . _ - : | /, beginning with a letter or digit.`,
  );
}

function checkEnvironmentName(name: string): void {
  const rest = name.slice('env:'.length);
  if (!environmentName.test(rest)) {
    const rule = 'letters, digits and underscores, beginning with a letter';
    throw invalid(name, `${JSON.stringify(rest)} cannot name an environment variable: use ${rule}.`);
  }
  if (!reservedNames.includes(rest.toUpperCase())) return;
  throw invalid(name, `${rest} would act on the container's own init. Set it in the command.`);
}

/** Throws `request_invalid` for a value that no container could be started with. Names the variable, never the value. */
export function checkValue(name: string, value: string, isJson: boolean): void {
  if (value.includes('\0')) {
    throw invalid(name, `The value of ${name} has a NUL byte, which no environment variable can hold.`);
  }
  if (isJson && !isJsonText(value)) {
    throw invalid(name, `The value of ${name} is marked as JSON (is_json) and is none.`);
  }
  const isEnvironment = name.startsWith('env:');
  const bytes = isEnvironment ? environmentStringBytes(name.slice(4), value) : Buffer.byteLength(value);
  const limitBytes = isEnvironment ? longestEnvironmentStringBytes : longestOtherBytes;
  if (bytes <= limitBytes) return;
  const message = `The value of ${name} takes ${bytes} bytes; ${limitBytes} fit into a container's environment. Keep a reference to the data instead.`;
  throw new ErrandError('request_invalid', message, { details: { variable: name, limitBytes, bytes } });
}

function isJsonText(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function invalid(variable: string, message: string): ErrandError {
  return new ErrandError('request_invalid', message, { details: { variable } });
}
