/** The closed list: total, distinct, documented; and what is answered of an error, and what never is. */
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { errorsDoc } from '../../../scripts/gen-errors-doc.ts';
import { SERVICE_ERROR_CODES, ServiceError } from '../../../server/errors.ts';
import { causeOf } from '../../../server/http/answer.ts';
import { problemOf, problemType, toServiceError } from '../../../server/http/problem.ts';
import { PROBLEMS } from '../../../server/http/problem-catalogue.ts';
import { ProblemSchema } from '../../../server/http/schemas/common.ts';

const ID = '5f0c7e86-7c41-4a5e-9f0a-2c1b8f6f0f5a';

describe('http: problems', () => {
  it('has an entry for each code and no others', () => {
    expect(Object.keys(PROBLEMS)).to.deep.equal([...SERVICE_ERROR_CODES]);
  });

  for (const code of SERVICE_ERROR_CODES) {
    it(`says what ${code} means and what to do, in English and Chinese`, () => {
      const { status, title, remedy } = PROBLEMS[code];
      expect(status).to.be.within(400, 599);
      for (const text of [title.en, remedy.en]) expect(text).to.match(/^[\x20-\x7e]+$/);
      for (const text of [title.zh, remedy.zh]) expect(text).to.match(/\p{Script=Han}/u);
    });
  }

  it('is documented in docs/errors.md, word for word (npx tsx scripts/gen-errors-doc.ts)', () => {
    const text = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
    expect(text).to.equal(errorsDoc());
  });

  it('gives each code a type of its own', () => {
    expect(problemType('DIGEST_MISMATCH')).to.equal('urn:triseal:problem:digest-mismatch');
    expect(new Set(SERVICE_ERROR_CODES.map(problemType)).size).to.equal(SERVICE_ERROR_CODES.length);
  });

  it('makes a problem document of an error', () => {
    const error = new ServiceError('OVERLOADED', 'too much at once', {
      facts: { waiting: 7 },
      remedy: 'Wait.',
    });
    const problem = problemOf(error, ID, 'en');
    expect(problem).to.deep.equal({
      type: 'urn:triseal:problem:overloaded',
      title: 'More is waiting than can be taken',
      status: 503,
      detail: 'too much at once',
      instance: `urn:uuid:${ID}`,
      code: 'OVERLOADED',
      facts: { waiting: 7 },
      remedy: 'Wait.',
    });
    expect(ProblemSchema.parse(problem)).to.deep.equal(problem);
    expect(problemOf(error, ID, 'zh')).to.include({
      title: '服务繁忙',
      remedy: PROBLEMS.OVERLOADED.remedy.zh,
    });
  });

  it('keeps what was not expected to itself', () => {
    const error = toServiceError(new TypeError('secret of 6222020200112233445'));
    expect(JSON.stringify(problemOf(error, ID, 'en'))).to.not.include('6222020200112233445');
    const logged = causeOf(error);
    expect(JSON.stringify(logged)).to.not.include('6222020200112233445');
    expect(logged).to.deep.include({ code: 'INTERNAL', chain: ['ServiceError INTERNAL', 'TypeError'] });
    expect(logged.stack).to.include('problem.test.ts');
  });

  it('knows a full disk', () => {
    expect(toServiceError(Object.assign(new Error('write'), { code: 'ENOSPC' })).code).to.equal('DISK_FULL');
    expect(toServiceError('not even an error').code).to.equal('INTERNAL');
  });
});
