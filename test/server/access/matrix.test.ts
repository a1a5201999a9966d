/** The access matrix: as data, as a page, and on every route with every role, own and foreign. */
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { accessDoc } from '../../../scripts/gen-access.ts';
import { routesOf, tokenIssuerOf } from '../../../server/http/app.ts';
import type { Route } from '../../../server/http/route.ts';
import { type Caller, ROLES, type Role } from '../../../server/ports/caller.ts';
import { authorise, demandAction } from '../../../server/usecases/access/authorise.ts';
import { ACTIONS, MATRIX, reachOf } from '../../../server/usecases/access/matrix.ts';
import {
  callerWith,
  existing,
  type Filed,
  fileOne,
  fill,
  shownAs,
  testSessions,
} from '../../support/access.ts';
import { type Api, BANK, OTHER, startApi } from '../../support/api.ts';
import { expectServiceError } from '../../support/service-error.ts';

describe('access: the matrix', () => {
  it('is documented row by row (npx tsx scripts/gen-access.ts)', () => {
    expect(readFileSync('docs/access.md', 'utf8')).to.equal(accessDoc());
  });

  it('names no role twice in a row, and nobody where everyone may', () => {
    for (const action of ACTIONS) {
      const { open, own, any } = MATRIX[action];
      const named: readonly Role[] = [...own, ...any];
      expect(new Set(named).size, action).to.equal(named.length);
      expect(named.length > 0, action).to.equal(!open);
    }
  });

  it('gives supervisors nothing to change, and operators no content', () => {
    const may = (role: Role) =>
      ACTIONS.filter((action) => !MATRIX[action].open && reachOf(action, role) !== 'never');
    // Their own passkeys and sessions are everybody's to keep.
    const changes = may('supervisor').filter((action) => !/\.(read|list|build)$/.test(action));
    expect(changes).to.deep.equal(['account.change']);
    expect(
      may('operator').filter((action) => /^(evidence|document|receipt|package|case)\./.test(action)),
    ).to.deep.equal([]);
  });
});

describe('access: authorise', () => {
  const bank = callerWith('bank');
  const mine = { organisations: [BANK] };
  const what = { kind: 'evidence', id: 'e1' };

  it('lets the owner through, by organisation or by person', () => {
    authorise(bank, 'evidence.read', mine, what);
    authorise(callerWith('user'), 'evidence.read', { organisations: [], persons: ['person-user'] }, what);
    authorise(callerWith('supervisor'), 'evidence.read', mine, what);
  });

  it('answers foreign and missing things alike', () => {
    for (const owner of [{ organisations: [OTHER] }, { organisations: [] }, undefined]) {
      const error = expectServiceError(() => authorise(bank, 'evidence.read', owner, what), 'NOT_FOUND');
      expect(error.message).to.equal('there is no such evidence');
      expect(error.facts).to.deep.equal({ evidence: 'e1' });
    }
    expectServiceError(
      () => authorise(callerWith('supervisor'), 'evidence.read', undefined, what),
      'NOT_FOUND',
    );
  });

  it('gives a borrower nothing for the organisation that enrolled them', () => {
    expectServiceError(() => authorise(callerWith('user'), 'evidence.read', mine, what), 'NOT_FOUND');
    expectServiceError(
      () =>
        authorise(callerWith('user'), 'evidence.read', { organisations: [BANK], persons: ['another'] }, what),
      'NOT_FOUND',
    );
  });

  it('refuses what the role never may, whoever owns it', () => {
    for (const owner of [mine, undefined]) {
      const error = expectServiceError(
        () => authorise(callerWith('operator', { organisation: BANK }), 'document.read', owner, what),
        'FORBIDDEN',
      );
      expect(error.message).to.equal('the role operator may not do this');
    }
    expectServiceError(() => demandAction(callerWith('supervisor'), 'evidence.file'), 'FORBIDDEN');
  });
});

describe('access: every route, every role, own and foreign', () => {
  let api: Api;
  let routes: readonly Route[];
  let filed: Filed;
  before(async () => {
    const report = { fileName: 'report.pdf', pdf: new Uint8Array(1), json: new Uint8Array(1) };
    api = await startApi({ app: { sessions: testSessions, reports: { loan: async () => report } } });
    routes = routesOf(api.deps, tokenIssuerOf(api.deps));
    filed = await fileOne(api);
  });
  after(() => api.stop());

  const guarded = () => routes.filter(({ access }) => typeof access === 'object' && 'scope' in access);
  /** What people do for themselves: whatever they name, the cookie says whose it is, which `testSessions` has none of. */
  const personal = () => routes.filter(({ access }) => access === 'session');
  const name = ({ method, path }: Route) => `${method.toUpperCase()} ${path}`;
  const ask = (route: Route, path: string, caller: Caller | undefined) =>
    fetch(`${api.url}${path}`, {
      ...(caller === undefined ? {} : shownAs(caller)),
      method: route.method.toUpperCase(),
    });
  const statusOf = async (answer: Response) => {
    await answer.arrayBuffer();
    return answer.status;
  };

  it('every route has an action of the matrix, and is public exactly where everyone may', () => {
    for (const route of routes) {
      expect(ACTIONS, name(route)).to.include(route.action);
      expect(route.access === 'public', name(route)).to.equal(MATRIX[route.action].open);
    }
  });

  it('somebody who shows nothing is refused everywhere', async () => {
    for (const route of [...guarded(), ...personal()]) {
      expect(await statusOf(await ask(route, fill(route.path, {}), undefined)), name(route)).to.equal(401);
    }
  });

  it('what is the operator’s is there for nobody else, and nowhere else', async () => {
    const theirs = routes.filter(({ access }) => access === 'operator');
    expect(theirs).to.not.have.lengthOf(0);
    for (const route of theirs) {
      expect(MATRIX[route.action].any, name(route)).to.include('operator');
      const path = fill(route.path, {});
      expect(await statusOf(await ask(route, path, undefined)), name(route)).to.equal(401);
      for (const role of ROLES) {
        expect(await statusOf(await ask(route, path, callerWith(role))), name(route)).to.equal(401);
      }
      const forwarded = { method: route.method.toUpperCase(), headers: { forwarded: 'for=203.0.113.7' } };
      expect(await statusOf(await fetch(`${api.url}${path}`, forwarded)), name(route)).to.equal(404);
    }
  });

  it('the owner finds what is theirs: the things that the walk asks for are there', async () => {
    const missing: string[] = [];
    for (const route of guarded().filter(({ method, path }) => method === 'get' && path.includes('{'))) {
      const values = existing(route, filed);
      if (values === undefined || reachOf(route.action, 'bank') === 'never') continue;
      const status = await statusOf(await ask(route, fill(route.path, values), callerWith('bank')));
      if (status === 404) missing.push(name(route));
    }
    // Nobody has decided on the erasure yet.
    expect(missing).to.deep.equal(['GET /v1/erasures/{id}/receipt']);
  });

  for (const role of ROLES) {
    it(`${role}: refused where the matrix says never, and only there`, async () => {
      for (const route of personal()) {
        const status = await statusOf(await ask(route, fill(route.path, {}), callerWith(role)));
        const never = reachOf(route.action, role) === 'never';
        expect(status === 403, `${name(route)} answered ${status}`).to.equal(never);
      }
      for (const route of guarded()) {
        const values = existing(route, filed) ?? {};
        const status = await statusOf(await ask(route, fill(route.path, values), callerWith(role)));
        const never = reachOf(route.action, role) === 'never';
        expect(status === 403, `${name(route)} answered ${status}`).to.equal(never);
        expect(status, name(route)).to.be.below(500).and.not.equal(401);
      }
    });

    it(`${role}: what is another's is answered as what does not exist`, async () => {
      const stranger = callerWith(role, { organisation: OTHER, id: 'a-stranger' });
      for (const route of guarded().filter(
        (one) => one.path.includes('{') && reachOf(one.action, role) === 'own',
      )) {
        const values = existing(route, filed);
        expect(values, `test/support/access.ts does not know a thing for ${name(route)}`).to.not.equal(
          undefined,
        );
        const answer = await ask(route, fill(route.path, values ?? {}), stranger);
        expect([await statusOf(answer), name(route)]).to.deep.equal([404, name(route)]);
      }
    });
  }
});
