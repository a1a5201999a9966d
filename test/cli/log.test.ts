import { expect } from 'chai';
import { createLogClient, LogFault } from '../../cli/log-client.ts';
import { utf8 } from '../../core/bytes.ts';
import type { JsonObject } from '../../core/json.ts';
import { createEd25519Signer, signNote } from '../../core/note/sign.ts';
import { formatVkey } from '../../core/note/vkey.ts';
import { formatCheckpoint, parseSignedCheckpoint } from '../../core/tlog/checkpoint.ts';
import { parsePolicy } from '../../core/tlog/policy.ts';
import { encodeTrust, type Trust } from '../../core/verify/trust.ts';
import { type Api, ORIGIN, recordInput, startApi } from '../support/api.ts';
import { createWorld, policyOf } from '../support/package-fixture.ts';
import { nodeCrypto } from '../support/pki.ts';
import { type CliSandbox, sandbox } from './support.ts';

describe('cli log', () => {
  let api: Api;
  let box: CliSandbox;
  let trust: Trust;
  /** The log's own key, as the API of the tests has it. */
  const signer = createEd25519Signer(nodeCrypto, ORIGIN, nodeCrypto.sha256(utf8('log key')));
  let filed = 0;

  before(async () => {
    api = await startApi();
    box = sandbox();
    const world = await createWorld();
    trust = { ...world.trust, origin: ORIGIN, policy: `log ${formatVkey(signer.key)}\nquorum none\n` };
    box.write('trust.json', encodeTrust(trust));
    box.write(
      'foreign.json',
      encodeTrust({
        ...trust,
        policy: policyOf(world.log, world.parties).replace(
          /^log.*/,
          `log ${formatVkey(createEd25519Signer(nodeCrypto, ORIGIN, new Uint8Array(32)).key)}`,
        ),
      }),
    );
    await file(12);
  });
  after(async () => {
    box.remove();
    await api.stop();
  });

  async function file(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      const body = JSON.stringify({ record: recordInput() });
      const headers = { 'content-type': 'application/json', 'idempotency-key': `log-${filed++}` };
      const answer = await api.call('/v1/evidence', { method: 'POST', body, headers });
      if (!answer.ok) throw new Error(await answer.text());
    }
  }

  const lines = (out: string) =>
    out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, JsonObject>);

  it('shows the last ten entries, each proven, and the head', async () => {
    const { code, out, err } = await box.run(['log', '--url', api.url, '--trust', 'trust.json', '--json']);
    expect(err).to.equal('');
    expect(code).to.equal(0);
    const shown = lines(out);
    expect(shown.slice(0, -1).map(({ entry }) => entry!.index)).to.deep.equal([
      2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
    ]);
    expect(shown.at(-1)!.checkpoint).to.include({ origin: ORIGIN, size: 12, witnessedSize: 0 });
  });

  it('begins at --from, and prints text', async () => {
    const { code, out } = await box.run([
      'log',
      '--url',
      `${api.url}/`,
      '--trust',
      'trust.json',
      '--from',
      '11',
    ]);
    expect(code).to.equal(0);
    const [entry, head] = out.trim().split('\n');
    expect(entry).to.match(
      /^11 {2}2026-03-15T12:00:00\.\d{3}Z {2}stream \S+… {2}item 12 {2}leaf [0-9a-f]{16}…$/,
    );
    expect(head).to.match(/^log\.test\/api: 12 entries, root [0-9a-f]{16}…, not witnessed yet$/);
  });

  it('takes the address from TRISEAL_URL, and trust data from TRISEAL_TRUST', async () => {
    const env = { TRISEAL_URL: api.url, TRISEAL_TRUST: 'trust.json' };
    expect(await box.run(['log', '--from', '12'], { env })).to.include({ code: 0 });
  });

  it('follows with --follow until it is told to stop, and shows each entry once', async () => {
    const stop = new AbortController();
    const argv = [
      'log',
      '--url',
      api.url,
      '--trust',
      'trust.json',
      '--json',
      '--follow',
      '--interval',
      '0',
      '--from',
      '11',
    ];
    const running = box.run(argv, { signal: stop.signal });
    await file(2);
    await new Promise((resolve) => setTimeout(resolve, 400));
    stop.abort();
    const { code, out } = await running;
    expect(code).to.equal(0);
    const indexes = lines(out).flatMap(({ entry }) => (entry === undefined ? [] : [entry.index as number]));
    expect(indexes).to.deep.equal([11, 12, 13]);
  });

  it("exits 1 under another log's key", async () => {
    const { code, err } = await box.run(['log', '--url', api.url, '--trust', 'foreign.json']);
    expect(err).to.include('the log cannot be believed');
    expect(code).to.equal(1);
  });

  for (const [name, argv, code, message] of [
    ['no trust data', ['--url', 'http://127.0.0.1:9', '--trust', 'none'], 64, 'needs trust data'],
    [
      'a --from that is no number',
      ['--url', 'http://127.0.0.1:9', '--trust', 'trust.json', '--from', 'x'],
      64,
      '--from takes a whole number',
    ],
    [
      'an --interval that is no number',
      ['--url', 'http://127.0.0.1:9', '--trust', 'trust.json', '--interval', '-1'],
      64,
      '--interval takes',
    ],
    ['nobody at the address', ['--url', 'http://127.0.0.1:9', '--trust', 'trust.json'], 69, 'no answer from'],
  ] as const) {
    it(`exits ${code} for ${name}`, async () => {
      const result = await box.run(['log', ...argv]);
      expect(result.err).to.include(message);
      expect(result.code).to.equal(code);
    });
  }

  describe('against a log that cheats', () => {
    /** Replaces single answers of the real log. */
    const cheating = (answers: Record<string, (real: Uint8Array) => Uint8Array | Promise<Uint8Array>>) =>
      createLogClient({
        crypto: nodeCrypto,
        baseUrl: api.url,
        origin: ORIGIN,
        policy: parsePolicy(trust.policy),
        fetch: async (input, init) => {
          const response = await fetch(input, init);
          const forge = Object.entries(answers).find(([path]) =>
            String(input).startsWith(`${api.url}${path}`),
          )?.[1];
          if (forge === undefined) return response;
          return new Response((await forge(new Uint8Array(await response.arrayBuffer()))).slice(), {
            status: 200,
          });
        },
      });
    const fault = (work: Promise<unknown>) =>
      work.then(
        () => undefined,
        (error: unknown) => error,
      );
    const drain = async (entries: AsyncIterable<unknown>) => {
      for await (const _ of entries);
    };
    const flip = (bytes: Uint8Array) => {
      bytes[40]! ^= 1;
      return bytes;
    };

    it('notices a changed entry, and a changed tile', async () => {
      for (const path of ['/log/tile/entries/', '/log/tile/0/']) {
        const client = cheating({ [path]: flip });
        const { checkpoint } = await client.head();
        const error = await fault(drain(client.entries(checkpoint, 0, checkpoint.size)));
        expect(error, path).to.be.instanceOf(LogFault);
      }
    });

    it('notices a forged signature', async () => {
      const client = cheating({
        '/log/checkpoint': (real) =>
          utf8(
            Buffer.from(real)
              .toString()
              .replace(/\n(\d+)\n/, '\n9$1\n'),
          ),
      });
      expect(await fault(client.head())).to.be.instanceOf(LogFault);
    });

    it('notices a fork, a shrinking log and another history, signed as they are', async () => {
      const client = cheating({});
      const { checkpoint } = await client.head();
      const signed = async (size: number, root: Uint8Array) =>
        parseSignedCheckpoint(
          await signNote(formatCheckpoint({ origin: ORIGIN, size, root, extensions: [] }), signer),
        ).checkpoint;
      const fork = await signed(checkpoint.size, new Uint8Array(32));
      const past = await signed(checkpoint.size - 3, new Uint8Array(32));
      expect(String(await fault(client.assertConsistent(fork, checkpoint)))).to.include(
        'have different roots',
      );
      expect(String(await fault(client.assertConsistent(checkpoint, past)))).to.include('the log shrank');
      expect(String(await fault(client.assertConsistent(past, checkpoint)))).to.include('no continuation');
      expect(await fault(client.assertConsistent(checkpoint, checkpoint))).to.equal(undefined);
    });

    it('notices a checkpoint of another origin, and one without quorum that is called witnessed', async () => {
      const other = createEd25519Signer(nodeCrypto, 'other.test/log', new Uint8Array(32).fill(7));
      const text = formatCheckpoint({
        origin: 'other.test/log',
        size: 1,
        root: new Uint8Array(32),
        extensions: [],
      });
      const client = cheating({ '/log/checkpoint': async () => utf8(await signNote(text, other)) });
      expect(String(await fault(client.head()))).to.include('is of other.test/log');
      const { parties, log } = await createWorld();
      const strict = parsePolicy(policyOf(log, parties).replace(/^log.*/, `log ${formatVkey(signer.key)}`));
      const demanding = createLogClient({
        crypto: nodeCrypto,
        baseUrl: api.url,
        origin: ORIGIN,
        policy: strict,
        fetch: (input, init) => fetch(String(input).replace('/witnessed', ''), init),
      });
      expect(String(await fault(demanding.witnessed()))).to.include('has no quorum');
    });
  });
});
