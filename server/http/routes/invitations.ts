/** Invitations and the people of an organisation. */
import { z } from 'zod';
import { conform, rawBody } from '../body.ts';
import type { AppDeps } from '../deps.ts';
import { callerOf } from '../gate.ts';
import { presentInvitation, presentIssued, presentPerson } from '../present-people.ts';
import type { Route } from '../route.ts';
import { LOAN } from '../schemas/common.ts';
import {
  InvitationListSchema,
  InvitationSchema,
  IssuedInvitationSchema,
  LoanInvitationInput,
  PERSON_ID,
  PeopleSchema,
  PersonSchema,
  StaffInvitationInput,
} from '../schemas/people.ts';
import { BODY, bodyOf, jsonAnswer, jsonBody, MAX_BYTES, privately } from './session.ts';

const LoanPath = z.strictObject({ loan: LOAN });
const IdPath = z.strictObject({ id: PERSON_ID });

interface NamedInput {
  readonly name?: string | undefined;
  readonly contact?: string | undefined;
  readonly valid_days?: number | undefined;
}

const detailsOf = ({ name, contact, valid_days }: NamedInput) => ({ name, contact, validDays: valid_days });

export function invitationRoutes({ people, access }: AppDeps): Route[] {
  const managed = { tag: 'people', access: { scope: 'people:write' }, quota: 'caller' } as const;
  const body = rawBody(MAX_BYTES);
  return [
    {
      ...managed,
      method: 'post',
      path: '/v1/loans/{loan}/invitations',
      summary: 'Invite the borrower of a loan',
      action: 'loan.invite',
      parameters: { path: LoanPath },
      body: { ...jsonBody(LoanInvitationInput, 'Who is invited; may be left out.'), required: false },
      answers: { 201: jsonAnswer(IssuedInvitationSchema, 'The invitation with its code, shown once.') },
      problems: [...BODY, 'NOT_FOUND'],
      handlers: [
        body,
        async (req, res) => {
          const { loan } = conform(LoanPath, req.params);
          // What is not the caller's does not exist for them, whatever they send.
          await access.loan(callerOf(res), 'loan.invite', loan);
          const issued = await people.inviteToLoan(
            callerOf(res),
            loan,
            detailsOf(bodyOf(req, LoanInvitationInput)),
          );
          privately(res).status(201).json(presentIssued(issued));
        },
      ],
    },
    {
      ...managed,
      method: 'get',
      path: '/v1/loans/{loan}/invitations',
      summary: 'The invitations to a loan',
      action: 'invitation.read',
      parameters: { path: LoanPath },
      answers: { 200: jsonAnswer(InvitationListSchema, 'All of them, without their codes.') },
      problems: ['REQUEST_INVALID', 'NOT_FOUND', 'STORE_UNAVAILABLE'],
      handlers: [
        async (req, res) => {
          const { loan } = conform(LoanPath, req.params);
          const items = await people.loanInvitations(callerOf(res), loan);
          privately(res).json({ items: items.map(presentInvitation) });
        },
      ],
    },
    {
      ...managed,
      method: 'post',
      path: '/v1/invitations',
      summary: "Invite one of the organisation's people",
      action: 'staff.invite',
      stepUp: true,
      body: jsonBody(StaffInvitationInput, 'Who is invited, and as what.'),
      answers: { 201: jsonAnswer(IssuedInvitationSchema, 'The invitation with its code, shown once.') },
      problems: BODY,
      handlers: [
        body,
        async (req, res) => {
          const { role, ...details } = bodyOf(req, StaffInvitationInput);
          const issued = await people.inviteStaff(callerOf(res), role, detailsOf(details));
          privately(res).status(201).json(presentIssued(issued));
        },
      ],
    },
    {
      ...managed,
      method: 'get',
      path: '/v1/invitations',
      summary: "Invitations of the organisation's people",
      action: 'invitation.read',
      answers: { 200: jsonAnswer(InvitationListSchema, 'All of them, without their codes.') },
      problems: ['STORE_UNAVAILABLE'],
      handlers: [
        async (_req, res) => {
          const items = await people.staffInvitations(callerOf(res));
          privately(res).json({ items: items.map(presentInvitation) });
        },
      ],
    },
    {
      ...managed,
      method: 'post',
      path: '/v1/invitations/{id}/withdraw',
      summary: 'Withdraw an invitation that was not taken yet',
      action: 'invitation.withdraw',
      parameters: { path: IdPath },
      answers: { 200: jsonAnswer(InvitationSchema, 'The invitation.') },
      problems: ['REQUEST_INVALID', 'NOT_FOUND', 'INVITATION_USED', 'STORE_UNAVAILABLE'],
      handlers: [
        async (req, res) => {
          const { id } = conform(IdPath, req.params);
          privately(res).json(presentInvitation(await people.withdrawInvitation(callerOf(res), id)));
        },
      ],
    },
    {
      ...managed,
      method: 'get',
      path: '/v1/people',
      summary: "The organisation's people",
      action: 'people.read',
      answers: { 200: jsonAnswer(PeopleSchema, 'All but borrowers.') },
      problems: ['STORE_UNAVAILABLE'],
      handlers: [
        async (_req, res) => {
          const items = await people.staff(callerOf(res));
          privately(res).json({ items: items.map(presentPerson) });
        },
      ],
    },
    {
      ...managed,
      method: 'post',
      path: '/v1/people/{id}/end',
      summary: "End the account of one of the organisation's people, with all sessions",
      action: 'people.end',
      stepUp: true,
      parameters: { path: IdPath },
      answers: { 200: jsonAnswer(PersonSchema, 'The person.') },
      problems: ['REQUEST_INVALID', 'NOT_FOUND', 'STORE_UNAVAILABLE'],
      handlers: [
        async (req, res) => {
          const { id } = conform(IdPath, req.params);
          privately(res).json(presentPerson(await people.endPerson(callerOf(res), id)));
        },
      ],
    },
  ];
}
