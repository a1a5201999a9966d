import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { openBlobFiles } from '../../../server/adapters/blob-files.ts';
import { blobStoreSuite } from '../../suites/blob-store.ts';
import { serviceError } from '../../support/service-error.ts';

describe('blobs in files', () => {
  let directory: string;
  let count = 0;
  let place: string;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'triseal-blobs-'));
  });
  after(() => rmSync(directory, { recursive: true, force: true }));
  const open = () => {
    place = join(directory, String(count++));
    return openBlobFiles(place);
  };

  blobStoreSuite(open);

  it('can be read by their owner alone', async () => {
    const store = await open();
    const id = 'aa112233445566778899aabbccddeeff';
    await store.put(
      id,
      (async function* () {
        yield Buffer.from('secret');
      })(),
    );
    expect(statSync(join(place, 'aa', id)).mode & 0o777).to.equal(0o600);
    expect(statSync(join(place, 'aa')).mode & 0o777).to.equal(0o700);
    expect(readdirSync(join(place, 'unfinished'))).to.deep.equal([]);
  });

  it('sweep what a killed process left behind', async () => {
    place = join(directory, String(count++));
    mkdirSync(join(place, 'unfinished'), { recursive: true });
    writeFileSync(join(place, 'unfinished', '00112233445566778899aabbccddeeff'), 'half');
    const store = await openBlobFiles(place);
    expect(existsSync(join(place, 'unfinished', '00112233445566778899aabbccddeeff'))).to.equal(false);
    expect(await store.exists('00112233445566778899aabbccddeeff')).to.equal(false);
  });

  it('say so when their place cannot be used', async () => {
    const file = join(directory, 'a-file');
    writeFileSync(file, '');
    const error = await serviceError(openBlobFiles(join(file, 'below')));
    expect([error.code, error.message]).to.deep.equal([
      'STORE_UNAVAILABLE',
      'the document store refused: ENOTDIR',
    ]);
  });
});
