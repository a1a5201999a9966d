import { expect } from 'chai';
import { hex, utf8 } from '../../../core/bytes.ts';
import { createEd25519Cosigner, createEd25519Signer } from '../../../core/note/sign.ts';
import { createNativeEd25519Signer } from '../../../server/adapters/note-signer-node.ts';
import { nodeCrypto } from '../../support/pki.ts';

describe('server/adapters/note-signer-node', () => {
  const secret = nodeCrypto.sha256(utf8('a note key'));

  it('makes the same keys and signatures as the portable signer', async () => {
    const message = utf8('log.test/one\n1\n');
    for (const [native, portable] of [
      [createNativeEd25519Signer(nodeCrypto, 'a', 1, secret), createEd25519Signer(nodeCrypto, 'a', secret)],
      [createNativeEd25519Signer(nodeCrypto, 'a', 4, secret), createEd25519Cosigner(nodeCrypto, 'a', secret)],
    ] as const) {
      expect(native.key).to.deep.equal(portable.key);
      const signature = await native.sign(message);
      expect(hex(signature)).to.equal(hex(await portable.sign(message)));
      expect(await nodeCrypto.verifyEd25519(native.key.publicKey, message, signature)).to.equal(true);
    }
  });

  it('refuses a key of another length', () => {
    expect(() => createNativeEd25519Signer(nodeCrypto, 'a', 1, secret.subarray(1))).to.throw(
      'a private key has 32 bytes, not 31',
    );
  });
});
