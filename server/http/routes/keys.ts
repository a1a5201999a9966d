/** The operator's act on keys. */

import { ServiceError } from '../../errors.ts';
import type { AppDeps } from '../deps.ts';
import { callerOf } from '../gate.ts';
import type { Route } from '../route.ts';
import { JobSchema } from '../schemas/jobs.ts';
import { KeyRotationSchema } from '../schemas/privacy.ts';
import { presentJob } from './jobs.ts';

export function keyRoutes({ keyRotation }: AppDeps): Route[] {
  return [
    {
      method: 'get',
      path: '/admin/keys/rotation',
      tag: 'operation',
      summary: 'How far the newest change of the key-encryption key is',
      action: 'keys.rotate',
      access: 'operator',
      quota: 'none',
      answers: { 200: { description: 'Its job.', content: { 'application/json': JobSchema } } },
      problems: ['NOT_FOUND', 'STORE_UNAVAILABLE'],
      handlers: [
        async (_req, res) => {
          const job = await keyRotation.latest(callerOf(res));
          if (job === undefined) throw new ServiceError('NOT_FOUND', 'the key was not changed yet');
          res.setHeader('Cache-Control', 'private, no-store').json(presentJob(job));
        },
      ],
    },
    {
      method: 'post',
      path: '/admin/keys/rotation',
      tag: 'operation',
      summary: 'Change the key-encryption key: a job rewraps every key, then the old one is destroyed',
      action: 'keys.rotate',
      access: 'operator',
      quota: 'none',
      answers: {
        202: {
          description: 'The job: GET /v1/jobs/{id}.',
          content: { 'application/json': KeyRotationSchema },
        },
      },
      problems: ['STORE_UNAVAILABLE'],
      handlers: [
        async (_req, res) => {
          const { id } = await keyRotation.start(callerOf(res));
          res.status(202).setHeader('Cache-Control', 'private, no-store').json({ job: id });
        },
      ],
    },
  ];
}
