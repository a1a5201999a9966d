/** Sessions as the portal sees them end, and what is typed meanwhile. */
import { expect } from 'chai';
import { claimDrafts, forgetDrafts, keepDraft, keptDraft } from '../../portal/app/drafts.ts';
import { deadlineOf } from '../../portal/app/session-deadline.ts';

const MINUTE = 60_000;
const T = Date.parse('2026-03-05T02:00:00Z');
const iso = (at: number) => new Date(at).toISOString();
const session = { idle_until: iso(T + 30 * MINUTE), expires_at: iso(T + 720 * MINUTE) };

describe('portal: the end of a session', () => {
  it('is half an hour after the last answer, not after the session was looked at', () => {
    expect(deadlineOf(session, T, T, 0)).to.deep.equal({ at: T + 30 * MINUTE, reason: 'idle' });
    expect(deadlineOf(session, T, T + 10 * MINUTE, 0)).to.deep.equal({ at: T + 40 * MINUTE, reason: 'idle' });
  });

  it('is never later than its absolute end', () => {
    expect(deadlineOf(session, T, T + 700 * MINUTE, 0)).to.deep.equal({
      at: T + 720 * MINUTE,
      reason: 'expired',
    });
  });

  it('is right on a machine whose clock is not', () => {
    const late = 55 * MINUTE;
    expect(deadlineOf(session, T - late, T - late, late)).to.deep.equal({
      at: T - late + 30 * MINUTE,
      reason: 'idle',
    });
  });
});

describe('portal: what was typed and not sent', () => {
  afterEach(forgetDrafts);

  it('is there again for the same person', () => {
    claimDrafts('a');
    keepDraft('answer', 'half a sentence');
    claimDrafts('a');
    expect(keptDraft('answer')).to.equal('half a sentence');
  });

  it('is not there for another, nor after signing out', () => {
    claimDrafts('a');
    keepDraft('answer', 'half a sentence');
    claimDrafts('b');
    expect(keptDraft('answer')).to.equal(undefined);
    keepDraft('answer', 'another');
    forgetDrafts();
    expect(keptDraft('answer')).to.equal(undefined);
  });
});
