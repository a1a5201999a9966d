/** Serves uploads of one organisation until it is killed: `upload-child.ts <directory>`. Says its port. */
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createTusHandler } from '../../server/http/tus/server.ts';
import { openUploads } from '../support/uploads.ts';

const { uploads } = await openUploads(process.argv[2] ?? '', 2 ** 20);
const tus = createTusHandler({ uploads, newId: randomUUID, publicPath: () => '' });
const app = express();
app.use((req, res) => tus('demo-bank', req, res));
const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
