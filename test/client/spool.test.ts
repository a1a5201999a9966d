import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Client, ClientFiling, FiledItem } from '../../client/client.ts';
import { ClientError } from '../../client/error.ts';
import { openSpool, type SpoolOutcome } from '../../client/spool.ts';
import { eventually } from '../support/eventually.ts';

describe('client/spool', () => {
  let directory: string;
  let filed: ClientFiling[];
  let outcomes: SpoolOutcome[];
  let answer: (filing: ClientFiling) => FiledItem;
  const client: Pick<Client, 'file'> = {
    file: async (filing) => {
      const item = answer(filing);
      filed.push(filing);
      return item;
    },
  };
  const away = (): never => {
    throw new ClientError('no answer', {
      status: undefined,
      code: 'UNREACHABLE',
      problem: {},
      retryAfterSeconds: undefined,
    });
  };
  const accept = ({ idempotencyKey }: ClientFiling) =>
    ({ id: `id of ${idempotencyKey}` }) as unknown as FiledItem;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'triseal-spool-'));
    [filed, outcomes, answer] = [[], [], accept];
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const spool = (over: object = {}) =>
    openSpool({ client, directory, onOutcome: (one) => outcomes.push(one), retryMs: 20, ...over });
  const put = (name: string, record = '{"type":"DRAW"}') => {
    mkdirSync(join(directory, `${name}.part`));
    writeFileSync(join(directory, `${name}.part`, 'record.json'), record);
    writeFileSync(join(directory, `${name}.part`, '回单.pdf'), '%PDF');
    renameSync(join(directory, `${name}.part`), join(directory, name));
  };

  it('files what is there, by name, under the name as idempotency key, and keeps the answer', async () => {
    put('b');
    put('a');
    mkdirSync(join(directory, 'c.part'));
    expect(await spool().drain()).to.equal(0);
    expect(filed.map(({ idempotencyKey }) => idempotencyKey)).to.deep.equal(['a', 'b']);
    expect(filed[0]!.documents).to.have.length(1);
    expect(filed[0]!.documents![0]).to.include({ name: '回单.pdf', mediaType: 'application/pdf' });
    expect(JSON.parse(readFileSync(join(directory, 'filed', 'a.answer.json'), 'utf8')).id).to.equal(
      'id of a',
    );
    expect(readdirSync(directory).sort()).to.deep.equal(['c.part', 'filed', 'refused']);
  });

  it('keeps everything while the service is away, and files it afterwards', async () => {
    put('a');
    put('b');
    answer = away;
    expect(await spool().drain()).to.equal(2);
    expect(outcomes).to.deep.equal([{ item: 'a', state: 'waiting', detail: 'UNREACHABLE: no answer' }]);
    answer = accept;
    expect(await spool().drain()).to.equal(0);
    expect(filed).to.have.length(2);
  });

  it('puts aside what is refused for good, with the problem, and goes on', async () => {
    put('a', 'no json');
    put('b');
    put('c');
    answer = (filing) => {
      if (filing.idempotencyKey !== 'b') return accept(filing);
      throw new ClientError('unknown type', {
        status: 422,
        code: 'SCHEMA_INVALID',
        problem: { code: 'SCHEMA_INVALID' },
        retryAfterSeconds: undefined,
      });
    };
    expect(await spool().drain()).to.equal(0);
    expect(outcomes.map(({ state }) => state)).to.deep.equal(['refused', 'refused', 'filed']);
    const kept = JSON.parse(readFileSync(join(directory, 'refused', 'b.answer.json'), 'utf8'));
    expect(kept.problem).to.deep.equal({ code: 'SCHEMA_INVALID' });
    expect(existsSync(join(directory, 'refused', 'b', 'record.json'))).to.equal(true);
  });

  it('files again under the same key when it fell between answer and move', async () => {
    put('a');
    await spool().drain();
    renameSync(join(directory, 'filed', 'a'), join(directory, 'a'));
    await spool().drain();
    expect(filed.map(({ idempotencyKey }) => idempotencyKey)).to.deep.equal(['a', 'a']);
  });

  it('goes on while it runs: new items, and the service coming back', async () => {
    answer = away;
    put('a');
    const stop = new AbortController();
    const running = spool().run(stop.signal);
    await eventually(() => outcomes.length > 0, 'the first attempt');
    answer = accept;
    await eventually(() => filed.length === 1, 'a is filed');
    put('b');
    await eventually(() => filed.length === 2, 'b is filed');
    stop.abort();
    await running;
  });
});
