/** The client of the notarization API for Node: tokens, filing in single calls and batches, own signatures, receipts checked on arrival. */
export { createNodeCrypto } from '../server/adapters/crypto-node.ts';
export { createFileSigner } from '../server/adapters/signer-file.ts';
export type * as api from './api.generated.ts';
export * from './batcher.ts';
export * from './client.ts';
export * from './error.ts';
export * from './receipt.ts';
export * from './sign.ts';
export * from './spool.ts';
