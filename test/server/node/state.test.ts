import { expect } from 'chai';
import { hex } from '../../../core/bytes.ts';
import { type KnownCheckpoint, type NodeState, openState } from '../../../server/node/state.ts';
import { temporaryDirectory } from '../../support/node-host.ts';

const at = (size: number, root = size): KnownCheckpoint => ({
  size,
  root: new Uint8Array(32).fill(root),
  note: `note ${size} ${root}`,
});

describe('server/node: state', () => {
  let directory: ReturnType<typeof temporaryDirectory>;
  let state: NodeState;

  beforeEach(() => {
    directory = temporaryDirectory();
    state = openState(directory.path, 'log.test/a');
  });
  afterEach(() => {
    state.close();
    directory.remove();
  });
  const reopen = () => {
    state.close();
    state = openState(directory.path, 'log.test/a');
  };

  it('begins with nothing', () => {
    expect([state.pending(), state.mirrored(), state.cosignedRoot(0), state.confirmation(1)]).to.deep.equal(
      Array(4).fill(undefined),
    );
    expect(state.objections()).to.deep.equal([]);
  });

  it('moves the pending checkpoint by compare-and-swap on size and root', () => {
    expect(state.advancePending(undefined, at(3))).to.equal(true);
    expect(state.advancePending(undefined, at(4))).to.equal(false);
    expect(state.advancePending(at(2), at(4))).to.equal(false);
    expect(state.advancePending(at(3, 9), at(4))).to.equal(false);
    expect(state.pending()).to.deep.equal(at(3));
    expect(state.advancePending(at(3), at(5))).to.equal(true);
    reopen();
    expect(state.pending()).to.deep.equal(at(5));
    expect(state.pendingOf(3)).to.deep.equal(at(3));
    expect(state.pendingOf(4)).to.equal(undefined);
  });

  it('keeps the last 64 pending checkpoints', () => {
    for (let size = 1; size <= 70; size++) state.advancePending(state.pending(), at(size));
    expect(state.pendingOf(6)).to.equal(undefined);
    expect(state.pendingOf(7)).to.deep.equal(at(7));
    expect(state.pending()).to.deep.equal(at(70));
  });

  it('never takes the mirror back, and remembers each size that it cosigned', () => {
    expect(state.advanceMirrored(at(5), 'now')).to.equal(true);
    expect(state.advanceMirrored(at(9), 'now')).to.equal(true);
    expect(state.advanceMirrored(at(7), 'now')).to.equal(false);
    reopen();
    expect(state.mirrored()).to.deep.equal(at(9));
    expect([5, 7, 9].map((size) => state.cosignedRoot(size)).map((root) => root && hex(root))).to.deep.equal([
      hex(at(5).root),
      undefined,
      hex(at(9).root),
    ]);
  });

  it('keeps confirmations', () => {
    const confirmation = { size: 5, root: at(5).root, signer: '0xab', signature: '0xcd', at: 'now' };
    state.saveConfirmation(confirmation);
    reopen();
    expect(state.confirmation(5)).to.deep.equal(confirmation);
    expect(state.confirmation(6)).to.equal(undefined);
  });

  it('keeps an objection once, and what the chain adds to it', () => {
    const objection = {
      reason: 'fork',
      size: 5,
      root: at(5).root,
      message: 'two roots',
      evidence: '{}',
      digest: 'aa',
      at: 'now',
      signature: undefined,
      recorded: false,
      transaction: undefined,
    } as const;
    expect(state.saveObjection(objection)).to.equal(true);
    expect(state.saveObjection(objection)).to.equal(false);
    expect(state.saveObjection({ ...objection, digest: 'bb' })).to.equal(true);
    state.markObjection('bb', { signature: '0x1', recorded: true, transaction: '0x2' });
    reopen();
    expect(state.objections()).to.deep.equal([
      objection,
      { ...objection, digest: 'bb', signature: '0x1', recorded: true, transaction: '0x2' },
    ]);
  });

  it('belongs to one log', () => {
    expect(() => openState(directory.path, 'log.test/b')).to.throw('holds the state of the log log.test/a');
  });
});
