import { expect } from 'chai';
import { latin1 } from '../../../core/pdf/latin1.ts';

describe('core/pdf latin1', () => {
  it('makes each byte the character of its number, whatever the length', () => {
    for (const length of [0, 1, 255, 256, 100_001]) {
      const bytes = Uint8Array.from({ length }, (_, i) => i % 256);
      expect(latin1(bytes) === Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')).to.equal(
        true,
      );
    }
  });

  it('takes the bytes of both byte order marks as what they are, and a view as its own bytes alone', () => {
    expect(latin1(Uint8Array.of(0xff, 0xfe, 0x41))).to.equal('\u00ff\u00feA');
    expect(latin1(Uint8Array.of(0xfe, 0xff, 0x41))).to.equal('\u00fe\u00ffA');
    expect(latin1(Uint8Array.of(1, 2, 3, 4).subarray(1, 3))).to.equal('\u0002\u0003');
  });
});
