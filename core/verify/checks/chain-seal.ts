import type { Check } from '../check.ts';
import { dependsOn, notChecked } from '../check.ts';
import { openedValue } from '../opened.ts';

/**
 * Where the chain sealed the checkpoint. Only the chain can tell; the facts are given for looking them up, and never counted as checked. The three
 * confirmations, which need no chain, are a check of their own.
 */
export const chainSeal: Check = {
  id: 'chain-seal',
  group: 'origin',
  title: { en: 'Seal on the chain', zh: '链上封存' },
  spec: 'docs/spec/package.md section 6',
  weighs: false,
  passed: { en: 'The chain holds the seal.', zh: '链上存在该封存记录。' },
  run({ seal, sealFile, stage }) {
    const value = openedValue(seal);
    if (seal.state === 'malformed')
      return { findings: [dependsOn('chain-confirmations', sealFile)], facts: {} };
    const transaction = value?.transaction ?? null;
    if (value === undefined || transaction === null) {
      const early =
        stage === 'sealed'
          ? notChecked('NOT_IN_PACKAGE', 'transaction')
          : notChecked('NOT_YET', sealFile, { stage });
      return { findings: [early], facts: {} };
    }
    const { hash, blockNumber, blockHash, blockTime } = transaction;
    const facts = {
      chainId: value.chainId,
      contract: value.contract,
      transaction: hash,
      blockNumber,
      blockHash,
      blockTime,
    };
    return { findings: [notChecked('BLOCK_NOT_LOOKED_UP', sealFile)], facts };
  },
};
