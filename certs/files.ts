/** Where the development PKI keeps its files, and how they are written: the whole tree or nothing, readable by its owner alone. */
import { chmod, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CoreError } from '../core/error.ts';

const FILE_MODE = 0o600;
const DIRECTORY_MODE = 0o700;

/** Paths below the PKI's directory. */
export const PKI_PATHS = {
  certificate: (name: string) => join(name, 'certificate.pem'),
  key: (name: string) => join(name, 'key.pem'),
  /** The leaf's certificate followed by its authorities', without the root. */
  chain: (name: string) => join(name, 'chain.pem'),
  crl: (name: string) => join(name, 'crl.pem'),
  keystore: (name: string) => join(name, 'keystore.p12'),
  password: (name: string) => join(name, 'keystore-password'),
  root: 'root',
  authority: (name: string) => join('authorities', name),
  identity: (name: string) => join('identities', name),
} as const;

export type FileTree = ReadonlyMap<string, string | Uint8Array>;

/**
 * Writes the tree beside `dir` and then renames it, so a `dir` that exists is complete.
 * @throws CoreError `MISUSE` when `dir` exists and is not empty
 */
export async function writeTree(dir: string, files: FileTree): Promise<void> {
  const draft = `${dir}.new`;
  await rm(draft, { recursive: true, force: true });
  for (const [path, content] of files) await writeSecret(join(draft, path), content);
  try {
    await rename(draft, dir);
  } catch (cause) {
    await rm(draft, { recursive: true, force: true });
    throw new CoreError('MISUSE', 'the directory of the PKI cannot be put in place; does it exist already?', {
      facts: { dir },
      cause,
    });
  }
}

async function writeSecret(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: DIRECTORY_MODE });
  const file = await open(path, 'wx', FILE_MODE);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  // The process's umask can only take rights away; this makes the mode exact.
  await chmod(path, FILE_MODE);
}
