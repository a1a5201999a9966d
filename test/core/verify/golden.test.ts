import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { parseTrust } from '../../../core/verify/trust.ts';
import { verifyPackage } from '../../../core/verify/verify.ts';
import { c, TIMES } from '../../support/package-fixture.ts';

const FOLDER = new URL('../../golden/', import.meta.url);
const read = (file: string) => new Uint8Array(readFileSync(new URL(file, FOLDER)));

describe('core/verify packages ever issued', () => {
  const names = readdirSync(fileURLToPath(FOLDER))
    .filter((file) => file.endsWith('.zip'))
    .map((file) => file.slice(0, -4));

  it('are there', () =>
    expect(names).to.include.members(['package-v1', 'sound-loan-v1', 'defective-loan-v1']));

  for (const name of names) {
    it(`${name} verifies with the report that it always had`, async () => {
      const trust = parseTrust(read(`${name}.trust.json`));
      const report = await verifyPackage(c, read(`${name}.zip`), { trust, at: TIMES.produced });
      expect(JSON.parse(JSON.stringify(report))).to.deep.equal(
        JSON.parse(Buffer.from(read(`${name}.report.json`)).toString()),
      );
    });
  }
});
