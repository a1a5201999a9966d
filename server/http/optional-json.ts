/** A JSON body that may be left out. */
import type { Request } from 'express';
import type { z } from 'zod';
import { ServiceError } from '../errors.ts';
import { bytesOf, conform, jsonOf } from './body.ts';

const JSON_TYPE = 'application/json';

/** @param schema takes `{}`, which stands for no body. @throws ServiceError `UNSUPPORTED_MEDIA_TYPE`, `JSON_INVALID`, `REQUEST_INVALID` */
export function optionalJson<T extends z.ZodObject>(req: Request, schema: T): z.output<T> {
  const body = bytesOf(req);
  if (body.length === 0) return conform(schema, {});
  if (req.is(JSON_TYPE)) return conform(schema, jsonOf(body));
  throw new ServiceError('UNSUPPORTED_MEDIA_TYPE', `the body must be ${JSON_TYPE}`, {
    facts: { expected: [JSON_TYPE] },
  });
}
