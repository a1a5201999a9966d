import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { Upload } from 'tus-js-client';
import { openUploads } from '../support/uploads.ts';

const CHILD = fileURLToPath(new URL('upload-child.ts', import.meta.url));
const PART = 2 ** 20;
const SIZE = 12 * PART + 99;

describe('a service that is killed in the middle of an upload', function () {
  this.timeout(60_000);
  let home: string;
  let child: ChildProcess | undefined;
  before(() => {
    home = mkdtempSync(join(tmpdir(), 'triseal-upload-'));
  });
  after(() => {
    child?.kill('SIGKILL');
    rmSync(home, { recursive: true, force: true });
  });

  /** @returns the address of the uploads */
  async function start(): Promise<string> {
    child = spawn(process.execPath, ['--import', 'tsx', CHILD, home], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(child.stdout!, 'data')) as [Buffer];
    return `http://127.0.0.1:${String(line).trim()}/v1/uploads`;
  }
  async function kill(): Promise<void> {
    child!.kill('SIGKILL');
    await once(child!, 'exit');
  }
  const blobs = () =>
    readdirSync(join(home, 'blobs'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      /[0-9a-f]{32}$/.test(name),
    );

  it('keeps every part that it had stored, and the client goes on from there', async () => {
    const bytes = randomBytes(SIZE);
    let endpoint = await start();
    const created = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'tus-resumable': '1.0.0',
        'upload-length': String(SIZE),
        'upload-metadata': 'filename YQ==',
      },
    });
    const path = created.headers.get('location')!;
    const at = (base: string) => new URL(path, base).href;
    let sent = 0;
    const slow = new ReadableStream({
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve, 10));
        controller.enqueue(bytes.subarray(sent, sent + PART / 4));
        sent += PART / 4;
        if (sent === 7 * PART) await kill();
      },
    });
    const headers = {
      'tus-resumable': '1.0.0',
      'upload-offset': '0',
      'content-type': 'application/offset+octet-stream',
    };
    const broken = fetch(at(endpoint), {
      method: 'PATCH',
      headers,
      body: slow,
      duplex: 'half',
    } as RequestInit);
    expect(
      await broken.then(
        () => 'answered',
        () => 'broken',
      ),
    ).to.equal('broken');

    endpoint = await start();
    const head = await fetch(at(endpoint), { method: 'HEAD', headers: { 'tus-resumable': '1.0.0' } });
    const offset = Number(head.headers.get('upload-offset'));
    expect(offset % PART).to.equal(0);
    expect(offset).to.be.within(3 * PART, 7 * PART);
    await new Promise<void>((resolve, reject) => {
      new Upload(bytes, {
        endpoint,
        uploadUrl: at(endpoint),
        retryDelays: null,
        onSuccess: () => resolve(),
        onError: reject,
      }).start();
    });
    await kill();

    const { uploads, close } = await openUploads(home, PART);
    const held = await uploads.hold('demo-bank', path.split('/').at(-1)!, 'filing');
    const parts: Uint8Array[] = [];
    for await (const part of held.content()) parts.push(part);
    expect(Buffer.concat(parts).equals(bytes)).to.equal(true);
    // The part that was being stored when the process died has left nothing behind.
    expect(blobs()).to.have.length(Math.ceil(offset / PART) + Math.ceil((SIZE - offset) / PART));
    await close();
  });
});
