/**
 * The API, driven from its own description by schemathesis: bodies and parameters that follow the schemas and that break them, against things that exist, by
 * a bank's system, a borrower and the operator. Whatever comes in: no 5xx, no status, content type or body that the description does not announce.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { base64url } from '../../core/bytes.ts';
import { routesOf, tokenIssuerOf } from '../../server/http/app.ts';
import { openApiPath } from '../../server/http/route.ts';
import { callerWith, existing, type Filed, fileOne, testSessions } from '../support/access.ts';
import { type Api, OPERATOR, startApi } from '../support/api.ts';
import { hasSchemathesis, SCHEMATHESIS } from './tools.ts';

const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
];

/** What schemathesis cannot write a body for: parts of uploads, NDJSON, RFC 3161; and the report, which needs a real loan. Each has tests of its own. */
const NOT_DRIVEN = [
  'postUploads',
  'patchUploadsItem',
  'postEvidenceBatch',
  'postCasesBulk',
  'postTsa',
  'postLoansReport',
];

const UNLIMITED = { caller: 1_000_000, log: 1_000_000, anonymous: 1_000_000 };

describe('foreign: the API under schemathesis', function () {
  this.timeout(420_000);
  let api: Api;
  let filed: Filed;
  let folder: string;
  let running: ChildProcess | undefined;
  before(async function () {
    if (!hasSchemathesis()) return this.skip();
    folder = mkdtempSync(join(tmpdir(), 'triseal-fuzz-'));
    api = await startApi({ limits: { perMinute: UNLIMITED }, app: { sessions: testSessions } });
    filed = await fileOne(api);
  });
  after(async () => {
    running?.kill();
    await api?.stop();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  it('answers everything within its description (test/foreign/setup.ts schemathesis)', async () => {
    writeFileSync(join(folder, 'schemathesis.toml'), await configuration(api, filed));
    running = start(api.url, folder);
    const { code, output } = await ended(running);
    expect(code, output.slice(-20_000)).to.equal(0);
  });
});

/** Who calls and what is named, by operation. */
async function configuration(api: Api, filed: Filed): Promise<string> {
  const bearer = `Bearer ${await api.token()}`;
  const operator = `Bearer ${base64url(OPERATOR)}`;
  const borrower = JSON.stringify(callerWith('user'));
  const lines = routesOf(api.deps, tokenIssuerOf(api.deps)).flatMap((route) => {
    const headers =
      route.access === 'session'
        ? { 'x-test-caller': borrower }
        : route.access === 'public'
          ? {}
          : { Authorization: route.access === 'operator' ? operator : bearer };
    const values = Object.entries(existing(route, filed) ?? {}).filter(([name]) =>
      route.path.includes(`{${name}}`),
    );
    return [
      '[[operations]]',
      `include-name = ${JSON.stringify(`${route.method.toUpperCase()} ${openApiPath(route.path)}`)}`,
      `headers = ${inline(Object.entries(headers))}`,
      `parameters = ${inline(values.map(([name, value]) => [`path.${name}`, value]))}`,
    ];
  });
  // All but QUERY: Node's parser on the floor version breaks such a connection off before the service sees it.
  const methods = ['get', 'put', 'post', 'delete', 'options', 'patch', 'trace'];
  const phases = ['[phases.coverage]', `unexpected-methods = ${JSON.stringify(methods)}`];
  return `${[...phases, ...lines].join('\n')}\n`;
}

/** An inline table of TOML, whose strings are JSON's. */
function inline(members: readonly (readonly [string, string])[]): string {
  return `{ ${members.map(([name, value]) => `${JSON.stringify(name)} = ${JSON.stringify(value)}`).join(', ')} }`;
}

/** Bounded: a fixed way through examples, boundaries and a few random cases an operation. */
function start(url: string, cwd: string): ChildProcess {
  const args = [
    ...['--config-file', 'schemathesis.toml', 'run', `${url}/openapi.json`, '--url', url],
    ...['--phases', 'examples,coverage,fuzzing', '--max-examples', '3', '--generation-deterministic'],
    ...['--checks', CHECKS.join(','), '--continue-on-failure', '--no-shrink', '--no-color'],
    ...['--suppress-health-check', 'all', '--warnings', 'off', '--request-timeout', '30'],
    ...NOT_DRIVEN.flatMap((id) => ['--exclude-operation-id', id]),
  ];
  return spawn(join(SCHEMATHESIS.home, 'bin', 'schemathesis'), args, { cwd });
}

function ended(child: ChildProcess): Promise<{ code: number | null; output: string }> {
  let output = '';
  for (const stream of [child.stdout!, child.stderr!])
    stream.on('data', (data) => {
      output += String(data);
    });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}
