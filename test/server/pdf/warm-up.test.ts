import { expect } from 'chai';
import { fontsInTime, tryOut } from '../../../server/pdf/warm-up.ts';

describe('server/pdf warm-up', function () {
  this.timeout(60_000);

  it('loads the fonts once, before or after somebody asks, and sets a document with them', async () => {
    const fonts = fontsInTime(3_600_000);
    const loaded = fonts();
    expect(fonts()).to.equal(loaded);
    await tryOut(await loaded);
  });
});
