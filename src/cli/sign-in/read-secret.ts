import { text } from 'node:stream/consumers';

/** Reads one line without showing it; where no terminal is, all of stdin. */
export async function readSecret(question: string): Promise<string> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY) return (await text(stdin)).trim();
  stderr.write(question);
  stdin.setRawMode(true);
  try {
    return await readHidden(stdin);
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write('\n');
  }
}

const interrupt = '\u0003';
const erase = ['\u007f', '\b'];

async function readHidden(stdin: NodeJS.ReadStream): Promise<string> {
  let typed = '';
  for await (const chunk of stdin.setEncoding('utf8')) {
    for (const character of String(chunk)) {
      if (character === '\r' || character === '\n') return typed.trim();
      if (character === interrupt) process.kill(process.pid, 'SIGINT');
      typed = erase.includes(character) ? typed.slice(0, -1) : typed + character;
    }
  }
  return typed.trim();
}
