/** Guessing of credentials is slowed down, and nobody else is. */
import { expect } from 'chai';
import { ServiceError } from '../../../server/errors.ts';
import { createAttemptLimiter } from '../../../server/http/attempts.ts';
import { type Api, OPERATOR, postAssertion, startApi } from '../../support/api.ts';
import { expectServiceError, serviceError } from '../../support/service-error.ts';

const LIMITS = { failures: 3, windowSeconds: 60, maxLockSeconds: 8 };

describe('http: attempts at credentials', () => {
  const clock = { at: 1_000_000, now: () => clock.at };
  const failing = () => Promise.reject(new ServiceError('UNAUTHENTICATED', 'no'));
  const fresh = () => createAttemptLimiter(clock, LIMITS);

  it('lets some failures pass, then locks for twice as long each time, up to a longest', async () => {
    const limiter = fresh();
    for (let i = 0; i < 3; i++) await serviceError(limiter.guard(['k'], failing));
    limiter.check(['k']);
    for (const seconds of [1, 2, 4, 8, 8]) {
      expect((await serviceError(limiter.guard(['k'], failing))).code).to.equal('UNAUTHENTICATED');
      const locked = expectServiceError(() => limiter.check(['k']), 'RATE_LIMITED');
      expect(locked.retryAfterSeconds).to.equal(seconds);
      clock.at += seconds * 1000 - 1;
      expect(expectServiceError(() => limiter.check(['k']), 'RATE_LIMITED').retryAfterSeconds).to.equal(1);
      clock.at += 1;
      limiter.check(['k']);
    }
  });

  it('forgets failures of an earlier window, and never counts successes or other refusals', async () => {
    const limiter = fresh();
    for (let i = 0; i < 3; i++) limiter.failed(['k']);
    clock.at += 60_000;
    for (let i = 0; i < 3; i++) limiter.failed(['k']);
    limiter.check(['k']);
    for (let i = 0; i < 9; i++) {
      expect(await limiter.guard(['k'], () => 'good')).to.equal('good');
      await serviceError(
        limiter.guard(['k'], () => Promise.reject(new ServiceError('REQUEST_INVALID', 'x'))),
      );
    }
    limiter.check(['k']);
  });

  it('locks the key that failed, by any of the keys of an attempt, and no other', async () => {
    const limiter = fresh();
    for (let i = 0; i < 4; i++) limiter.failed(['address a', 'invitation 1']);
    limiter.check(['address b', 'invitation 2']);
    expectServiceError(() => limiter.check(['address b', 'invitation 1']), 'RATE_LIMITED');
    let ran = false;
    await serviceError(
      limiter.guard(['address a'], () => {
        ran = true;
      }),
    );
    expect(ran).to.equal(false);
  });

  describe('at the service', () => {
    let api: Api;
    beforeEach(async () => {
      api = await startApi({ limits: { attempts: LIMITS } });
    });
    afterEach(() => api.stop());
    const codeOf = async (answer: Promise<Response>) =>
      ((await (await answer).json()) as { code: string }).code;
    const withBearer = (path: string, token: string) =>
      fetch(`${api.url}${path}`, { headers: { authorization: `Bearer ${token}` } });

    it('stops guesses at the token address, and lets it go on after the lock', async () => {
      const bad = () => postAssertion(api.url, api.assertion({ signer: api.keys.foreign }));
      for (let i = 0; i < 4; i++) expect(await codeOf(bad())).to.equal('ASSERTION_INVALID');
      const locked = await postAssertion(api.url, api.assertion());
      expect([locked.status, locked.headers.get('retry-after')]).to.deep.equal([429, '1']);
      api.clock.at += 1000;
      expect((await postAssertion(api.url, api.assertion())).status).to.equal(200);
    });

    it('stops guesses at tokens and at the operator’s credential', async () => {
      const token = await api.token();
      for (let i = 0; i < 4; i++) {
        expect(await codeOf(withBearer('/v1/loans/L/evidence', 'guess'))).to.equal('UNAUTHENTICATED');
      }
      expect(await codeOf(withBearer('/v1/loans/L/evidence', token))).to.equal('RATE_LIMITED');
      const credential = Buffer.from(OPERATOR).toString('base64url');
      expect(await codeOf(withBearer('/admin/organisations', credential))).to.equal('RATE_LIMITED');
      api.clock.at += 1000;
      expect(await codeOf(withBearer('/v1/loans/L/evidence', token))).to.equal('NOT_FOUND');
    });

    it('does not take tokens that ran out for guesses', async () => {
      const token = await api.token();
      api.clock.at += 3_600_000;
      for (let i = 0; i < 9; i++) {
        expect(await codeOf(withBearer('/v1/loans/L/evidence', token))).to.equal('UNAUTHENTICATED');
      }
      expect((await api.token()).length).to.be.greaterThan(0);
    });
  });
});
