/** What `npm ci` on a fresh machine depends on, whatever platform the lock file was last written on. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { VERSION } from '../core/version.ts';
import { projectRoot } from '../server/paths.ts';

interface Locked {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

describe('package-lock.json', () => {
  const text = readFileSync(join(projectRoot, 'package-lock.json'), 'utf8');
  const { packages } = JSON.parse(text) as { packages: Readonly<Record<string, Locked>> };

  it('holds the binaries of every platform, or npm ci would refuse it', () => {
    const missing = Object.values(packages)
      .flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies))
      .filter((name) => !Object.keys(packages).some((path) => path.endsWith(`node_modules/${name}`)));
    expect(missing).to.deep.equal([]);
  });

  it('goes with the version that the project gives itself', () => {
    const { version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
      version: string;
    };
    expect(version).to.equal(VERSION);
  });

  it('names no address of a registry', () => {
    expect(text).to.not.contain('"resolved"');
  });
});
