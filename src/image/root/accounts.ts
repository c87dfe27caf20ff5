import { webUser } from '../../container/container-spec.ts';

/** The lines of a passwd(5) or group(5) file but those that have a name or a number of ours. */
function without(text: string, name: string, id: number): readonly string[] {
  return text.split('\n').filter((line) => {
    const [itsName, , itsId] = line.split(':');
    return line.trim() !== '' && itsName !== name && itsId !== String(id);
  });
}

const webAccount = `${webUser.name}:x:${webUser.uid}:${webUser.gid}:web:/app:/bin/sh`;
const webGroup = `${webUser.name}:x:${webUser.gid}:`;

/** An image's accounts with the user that commands run as; its own of that name or number make room. */
export function accountsWithWeb(
  passwd: string,
  group: string,
): { readonly passwd: string; readonly group: string } {
  const someRoot = (text: string, line: string) => (/^root:/m.test(text) ? [] : [line]);
  const users = [
    ...someRoot(passwd, 'root:x:0:0:root:/root:/bin/sh'),
    ...without(passwd, webUser.name, webUser.uid),
  ];
  const groups = [...someRoot(group, 'root:x:0:'), ...without(group, webUser.name, webUser.gid)];
  return { passwd: `${[...users, webAccount].join('\n')}\n`, group: `${[...groups, webGroup].join('\n')}\n` };
}
