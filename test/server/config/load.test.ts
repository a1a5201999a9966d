import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { configurationPage, onDisk } from '../../../scripts/gen-configuration.ts';
import { loadConfig } from '../../../server/config/load.ts';
import { ServiceError } from '../../../server/errors.ts';

function mistakes(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    expect(error).to.be.instanceOf(ServiceError);
    expect((error as ServiceError).code).to.equal('CONFIG_INVALID');
    return (error as ServiceError).facts.mistakes as readonly string[];
  }
  return [];
}

describe('configuration', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'triseal-config-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  it('has a default or an embedded stand-in for everything', () => {
    const config = loadConfig({});
    expect(config.port).to.equal(8420);
    expect(config.home).to.equal('.triseal');
    expect(config.sample).to.equal(true);
    expect(config.chainRpc).to.equal(undefined);
  });

  it('names every mistake at once', () => {
    const found = mistakes({
      TRISEAL_PORT: '70000',
      TRISEAL_SAMPLE: 'yes',
      TRISEAL_TSA_URL: 'http://127.0.0.1:1/tsa',
      TRISEAL_NODES: 'bank=http://127.0.0.1:1',
      TRISEAL_PROT: '1',
    });
    expect(found.map((text) => text.split(/[=:]/)[0])).to.deep.equal([
      'TRISEAL_PROT',
      'TRISEAL_PORT',
      'TRISEAL_NODES',
      'TRISEAL_NODES',
      'TRISEAL_SAMPLE',
      'TRISEAL_TSA_ANCHOR',
    ]);
    expect(found[0]).to.equal('TRISEAL_PROT: no such setting');
    expect(found[5]).to.contain('required with TRISEAL_TSA_URL');
  });

  it('reads a file, and the environment wins over it', () => {
    const file = join(dir, 'triseal.json');
    writeFileSync(file, '{"port": 9000, "queueMax": 7}');
    const config = loadConfig({ TRISEAL_CONFIG: file, TRISEAL_PORT: '9001' });
    expect([config.port, config.queueMax]).to.deep.equal([9001, 7]);
  });

  it('refuses a file with an unknown member, a duplicate, or none at all', () => {
    const file = join(dir, 'triseal.json');
    writeFileSync(file, '{"prot": 9000}');
    expect(mistakes({ TRISEAL_CONFIG: file })).to.deep.equal([`${file}: unknown setting "prot"`]);
    writeFileSync(file, '{"port": 1, "port": 2}');
    expect(mistakes({ TRISEAL_CONFIG: file })[0]).to.contain('duplicate member name "port"');
    expect(mistakes({ TRISEAL_CONFIG: join(dir, 'missing.json') })[0]).to.contain('ENOENT');
  });

  it('reads party nodes and witnesses', () => {
    const config = loadConfig({
      TRISEAL_NODES: 'commission=https://c.example/, bank=http://b.example:1 ,user=http://u.example',
      TRISEAL_WITNESSES: 'w.example/1+0123abcd+AAAA@http://127.0.0.1:9/',
    });
    expect(config.nodes).to.deep.equal({
      bank: 'http://b.example:1',
      user: 'http://u.example',
      commission: 'https://c.example',
    });
    expect(config.witnesses).to.deep.equal([
      { vkey: 'w.example/1+0123abcd+AAAA', url: 'http://127.0.0.1:9' },
    ]);
  });

  it('is documented in full: docs/configuration.md is fresh', () => {
    expect(onDisk()).to.equal(configurationPage());
  });
});
