/** Whatever is sent to the addresses of cases, packages and jobs is answered from the closed list, never by a fault. */
import { expect } from 'chai';
import fc from 'fast-check';
import { shownAs } from '../../support/access.ts';
import { arbitrator, bank, type CaseBench, caseBench, caseInput, secretary } from '../../support/cases.ts';

describe('cases: bad input', function () {
  this.timeout(60_000);
  let bench: CaseBench;
  let id: string;
  let item: string;
  before(async () => {
    bench = await caseBench();
    const agreement = await bench.file('ARBAG');
    item = await bench.file('OVERDUE');
    id = (await bench.draft({ agreement })).body.id;
    await bench.step(bank, id, 1, 'open');
    const tribunal = [{ person: arbitrator.id, seat: 'sole' }];
    await bench.ask(secretary, `/v1/cases/${id}/administration`, { tribunal }, { 'if-match': '"2"' });
  });
  after(() => bench.stop());

  const post = async (path: string, body: string, headers: Record<string, string> = {}, caller = bank) => {
    const shown = shownAs(caller).headers as Record<string, string>;
    const answer = await fetch(`${bench.api.url}${path}`, {
      method: 'POST',
      headers: {
        ...shown,
        'content-type': 'application/json',
        'idempotency-key': 'bad',
        'if-match': '"3"',
        ...headers,
      },
      body,
    });
    const { code } = (await answer.json()) as { code?: string };
    return [answer.status, code] as const;
  };

  const bodies: readonly (readonly [string, string, number, string])[] = [
    ['nothing', '', 400, 'JSON_INVALID'],
    ['half an object', '{"event":', 400, 'JSON_INVALID'],
    ['a name that stands twice', '{"event":"open","event":"close"}', 400, 'JSON_INVALID'],
    ['a list', '[]', 400, 'JSON_INVALID'],
    ['deep nesting', `{"a":${'['.repeat(40)}${']'.repeat(40)}}`, 400, 'JSON_INVALID'],
    ['a lone surrogate', '{"event":"withdraw","reason":"\\ud800"}', 400, 'JSON_INVALID'],
    ['an unknown member', '{"event":"withdraw","reason":"x","force":true}', 400, 'REQUEST_INVALID'],
    [
      'a reason too long',
      JSON.stringify({ event: 'withdraw', reason: 'x'.repeat(2001) }),
      400,
      'REQUEST_INVALID',
    ],
    [
      'a body too large',
      JSON.stringify({ event: 'withdraw', reason: 'x'.repeat(300_000) }),
      413,
      'PAYLOAD_TOO_LARGE',
    ],
  ];
  for (const [what, body, status, code] of bodies) {
    it(`refuses ${what} as a step`, async () => {
      expect(await post(`/v1/cases/${id}/steps`, body)).to.deep.equal([status, code]);
    });
  }

  it('refuses other content types, before anything is read, and after it is known whose the case is', async () => {
    const type = { 'content-type': 'text/plain' };
    expect(await post(`/v1/cases/${id}/steps`, '{}', type)).to.deep.equal([415, 'UNSUPPORTED_MEDIA_TYPE']);
    expect(await post(`/v1/cases/${id}/notes`, '{}', type, arbitrator)).to.deep.equal([
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ]);
    const missing = '019a8f2e-6b1c-7d54-9a3e-4f0c2b7d9e11';
    expect(await post(`/v1/cases/${missing}/steps`, '{}', type)).to.deep.equal([404, 'NOT_FOUND']);
  });

  it('answers any JSON at any address of a case with a problem or a result', async () => {
    const paths = [
      '/v1/cases',
      ...[
        'draft',
        'steps',
        'administration',
        'documents',
        'assignments',
        'notes',
        'questions',
        'marks',
        'package',
      ].map((part) => `/v1/cases/${id}/${part}`),
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...paths),
        fc.constantFrom(bank, secretary, arbitrator),
        fc.dictionary(
          fc.constantFrom(
            'event',
            'reason',
            'record',
            'text',
            'item',
            'to',
            'mark',
            'number',
            'tribunal',
            'deadlines',
            'claim',
            'loan',
            'stage',
            'withhold',
          ),
          fc.oneof(fc.jsonValue(), fc.constantFrom('open', 'admitted', 'both', item, 'sealed')),
        ),
        async (path, caller, body) => {
          const [status] = await post(path, JSON.stringify(body), {}, caller);
          expect(status, `${path} ${JSON.stringify(body)}`).to.be.below(500);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('answers any case that is almost one', async () => {
    const whole = caseInput();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.keys(whole)), fc.jsonValue(), async (name, value) => {
        const key = { 'idempotency-key': `fuzz-${name}-${JSON.stringify(value).length}` };
        const [status] = await post('/v1/cases', JSON.stringify({ ...whole, [name]: value }), key);
        expect(status, `${name} ${JSON.stringify(value)}`).to.be.below(500);
      }),
      { numRuns: 100 },
    );
  });

  it('answers any query', async () => {
    const ask = async (path: string) => (await bench.ask(bank, path)).status;
    const odd = [
      'limit=1&limit=2',
      'cursor=WyJhIl0',
      'cursor=bnVsbA',
      'state=',
      'search=%00',
      'case=x',
      'kind=A',
      'after=-1',
    ];
    for (const path of ['/v1/cases', '/v1/jobs', '/v1/packages', `/v1/jobs/${id}/results`]) {
      for (const query of odd) expect(await ask(`${path}?${query}`), `${path}?${query}`).to.be.below(500);
    }
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('cases', 'jobs', 'packages'), fc.string(), async (room, text) => {
        const path = `/v1/${room}/${encodeURIComponent(text)}`;
        expect(await ask(path), path).to.be.below(500);
        const query = `/v1/${room}?cursor=${encodeURIComponent(text)}&limit=5`;
        expect(await ask(query), query).to.be.below(500);
      }),
      { numRuns: 60 },
    );
  });
});
