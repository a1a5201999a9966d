/** The passkeys of the account that is signed in. */
import { z } from 'zod';
import type { ServiceErrorCode } from '../../errors.ts';
import type { WebauthnResponse } from '../../usecases/people/types.ts';
import { conform, rawBody } from '../body.ts';
import type { AppDeps } from '../deps.ts';
import { callerOf } from '../gate.ts';
import { presentPasskey } from '../present-people.ts';
import type { Route } from '../route.ts';
import {
  NewPasskeyInput,
  OptionsSchema,
  PASSKEY_ID,
  PasskeyListSchema,
  PasskeySchema,
} from '../schemas/people.ts';
import type { SessionEdge } from '../sessions.ts';
import { BODY, bodyOf, jsonAnswer, jsonBody, MAX_BYTES, privately } from './session.ts';

const PasskeyPath = z.strictObject({ id: PASSKEY_ID });
const FRESH: readonly ServiceErrorCode[] = ['STEP_UP_NEEDED', 'STORE_UNAVAILABLE'];

export function passkeyRoutes({ people }: AppDeps, edge: SessionEdge): Route[] {
  const own = { tag: 'people', access: 'session', quota: 'caller' } as const;
  return [
    {
      ...own,
      method: 'get',
      path: '/v1/me/passkeys',
      summary: "The account's passkeys",
      action: 'account.read',
      answers: { 200: jsonAnswer(PasskeyListSchema, 'All of them.') },
      problems: ['STORE_UNAVAILABLE'],
      handlers: [
        async (_req, res) => {
          const items = await people.passkeys(callerOf(res));
          privately(res).json({ items: items.map(presentPasskey) });
        },
      ],
    },
    {
      ...own,
      method: 'post',
      path: '/v1/me/passkeys/options',
      summary: 'Options for a further passkey',
      action: 'account.change',
      answers: { 200: jsonAnswer(OptionsSchema, 'For `navigator.credentials.create`.') },
      problems: FRESH,
      handlers: [
        async (req, res) => {
          privately(res).json(await people.addPasskeyOptions(edge.tokenOf(req)));
        },
      ],
    },
    {
      ...own,
      method: 'post',
      path: '/v1/me/passkeys',
      summary: 'Add a passkey',
      action: 'account.change',
      body: jsonBody(NewPasskeyInput, 'The new passkey.'),
      answers: { 201: jsonAnswer(PasskeySchema, 'The passkey.') },
      problems: [...BODY, ...FRESH, 'CHALLENGE_SPENT', 'PASSKEY_REFUSED', 'PASSKEY_EXISTS'],
      handlers: [
        rawBody(MAX_BYTES),
        async (req, res) => {
          const { response, label } = bodyOf(req, NewPasskeyInput);
          const added = await people.addPasskey(edge.tokenOf(req), response as WebauthnResponse, label);
          privately(res).status(201).json(presentPasskey(added));
        },
      ],
    },
    {
      ...own,
      method: 'delete',
      path: '/v1/me/passkeys/{id}',
      summary: 'Remove a passkey; the last one stays',
      action: 'account.change',
      parameters: { path: PasskeyPath },
      answers: { 200: jsonAnswer(PasskeyListSchema, 'Those that are left.') },
      problems: [...FRESH, 'REQUEST_INVALID', 'NOT_FOUND', 'LAST_PASSKEY'],
      handlers: [
        async (req, res) => {
          const { id } = conform(PasskeyPath, req.params);
          await people.removePasskey(edge.tokenOf(req), id);
          const items = await people.passkeys(callerOf(res));
          privately(res).json({ items: items.map(presentPasskey) });
        },
      ],
    },
  ];
}
