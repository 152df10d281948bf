import { spawnSync } from 'node:child_process';

/** The account that PostgreSQL runs as; undefined where that is the one we are. */
export interface Account {
  name: string;
  uid: number;
  gid: number;
}

const CANDIDATES = ['postgres', 'nobody'];

function lookUp(name: string): Account | undefined {
  const { status, stdout } = spawnSync('id', ['-u', name], { encoding: 'utf8' });
  if (status !== 0) return undefined;
  const group = spawnSync('id', ['-g', name], { encoding: 'utf8' });
  return { name, uid: Number(stdout), gid: Number(group.stdout) };
}

/** PostgreSQL refuses to run as root; an account that every system has stands in. */
export function serverAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const account = CANDIDATES.map(lookUp).find((found) => found && found.uid !== 0);
  if (!account) {
    throw new Error(
      `PostgreSQL refuses to run as root, and none of the accounts ${CANDIDATES.join(', ')} exists; start as an ordinary user or set DATABASE_URL.`,
    );
  }
  return account;
}

/** Whether the account can go into the folder and write there: asked of the system, by trying. */
export function canUseFolder(account: Account, folder: string): boolean {
  const { status } = spawnSync('/bin/sh', ['-c', 'cd "$1" && test -w .', 'sh', folder], {
    uid: account.uid,
    gid: account.gid,
    cwd: '/',
    stdio: 'ignore',
  });
  return status === 0;
}
