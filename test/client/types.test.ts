import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { CLIENT_TYPES, clientTypes } from '../../scripts/gen-client-types.ts';

describe('client/types', function () {
  this.timeout(60_000);

  it('are those of the OpenAPI document (npx tsx scripts/gen-client-types.ts)', async () => {
    expect(readFileSync(CLIENT_TYPES, 'utf8')).to.equal(await clientTypes());
  });
});
