/** Schemas of invitations, passkeys, sessions, and of what a borrower does. */
import { z } from 'zod';
import { MEANINGS } from '../../../core/evidence/countersignature.ts';
import { ROLES } from '../../ports/caller.ts';
import { EVIDENCE_ID, input, LOAN, UTC_TIME } from './common.ts';
import { StateSchema } from './evidence.ts';
import { uploads } from './record.ts';

export const PERSON_ID = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/, 'expected an id')
  .meta({ description: 'A random id.', example: '5b1c0c5e-8a43-4f0e-9c39-0d7f1e6a2b11' });

export const PASSKEY_ID = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'expected the id of a passkey')
  .meta({
    description: 'SHA-256 of the credential id, hex.',
    example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  });

const CODE = z
  .string()
  .min(1)
  .max(64)
  .meta({ description: 'The code, as it was shown.', example: '7K2MN-0QX4T-9ZB1C-HV6ER-8WPD3J' });

const time = (description: string, example = '2026-11-23T02:00:00.000Z') =>
  UTC_TIME.meta({ description, example });
const line = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
    .regex(/^[^\u0000-\u001f\u007f]*$/, 'expected no control characters');

const named = {
  name: line(128).optional().meta({ description: 'Name of the person; kept sealed.', example: '张三' }),
  contact: line(256)
    .optional()
    .meta({ description: 'Where to reach the person; kept sealed.', example: '13800000000' }),
  valid_days: z
    .int()
    .min(1)
    .max(90)
    .optional()
    .meta({ description: 'Days that the code is good for. Default 14.', example: 14 }),
};

export const LoanInvitationInput = input(named).meta({
  id: 'LoanInvitationInput',
  description: 'Who is invited; everything may be left out.',
});

export const StaffInvitationInput = input({
  role: z.enum(ROLES).meta({ description: 'What the person will be.', example: 'arbitrator' }),
  ...named,
}).meta({ id: 'StaffInvitationInput', description: 'Who is invited into the own organisation.' });

const invitation = {
  id: PERSON_ID.meta({
    description: 'Id of the invitation.',
    example: '5b1c0c5e-8a43-4f0e-9c39-0d7f1e6a2b11',
  }),
  organisation: z.string().meta({ description: 'Who invites.', example: 'demo-bank' }),
  role: z.enum(ROLES).meta({ description: 'What the person will be; `user` for a loan.', example: 'user' }),
  state: z
    .enum(['open', 'used', 'expired', 'withdrawn'])
    .meta({ description: 'Whether it can still be taken.', example: 'open' }),
  created_at: time('When it was made.'),
  expires_at: time('Until when the code is good.', '2026-12-07T02:00:00.000Z'),
  used_at: UTC_TIME.nullable().meta({ description: 'When it was taken.', example: null }),
};

export const InvitationSchema = z
  .object(invitation)
  .meta({ id: 'Invitation', description: 'An invitation, without its code and without personal data.' });

export const IssuedInvitationSchema = z
  .object({
    ...invitation,
    code: CODE.meta({
      description: 'The code; it is shown here and never again.',
      example: '7K2MN-0QX4T-9ZB1C-HV6ER-8WPD3J',
    }),
    link: z.string().meta({
      description: "The portal's page for it; the code stands behind `#`, which browsers do not send.",
      example: 'https://portal.example/portal/enrol#code=7K2MN-0QX4T-9ZB1C-HV6ER-8WPD3J',
    }),
  })
  .meta({ id: 'IssuedInvitation', description: 'A new invitation with its code.' });

export const InvitationListSchema = z
  .object({ items: z.array(InvitationSchema).meta({ description: 'All of them.', example: [] }) })
  .meta({ id: 'InvitationList', description: 'Invitations.' });

export const CodeInput = input({ code: CODE }).meta({
  id: 'CodeInput',
  description: 'An invitation by its code.',
});

/** What a browser's `PublicKeyCredential.toJSON()` gives; its members are checked one by one afterwards. */
const credential = z
  .looseObject({
    id: z.string().min(1).max(1400).meta({ description: 'Credential id, base64url.', example: 'AQIDBA' }),
    rawId: z.string().min(1).max(1400).meta({ description: 'The same.', example: 'AQIDBA' }),
    type: z.literal('public-key').meta({ description: 'Kind of credential.', example: 'public-key' }),
    response: z
      .record(z.string(), z.unknown())
      .meta({ description: "The authenticator's answer.", example: { clientDataJSON: 'eyJ0eXBlIjoi...' } }),
  })
  .meta({
    id: 'WebauthnResponse',
    description: 'RegistrationResponseJSON or AuthenticationResponseJSON (WebAuthn Level 3, section 5.1).',
  });

const RESPONSE = credential.meta({
  description: "What the browser's `PublicKeyCredential.toJSON()` gave.",
  example: {
    id: 'AQIDBA',
    rawId: 'AQIDBA',
    type: 'public-key',
    response: { clientDataJSON: 'eyJ0eXBlIjoi...' },
  },
});
const LABEL = line(64)
  .optional()
  .meta({ description: 'How the person calls the passkey; kept sealed.', example: 'Phone' });

export const EnrolmentInput = input({ code: CODE, response: RESPONSE, label: LABEL }).meta({
  id: 'EnrolmentInput',
  description: 'An invitation, and the new passkey.',
});
export const ResponseInput = input({ response: RESPONSE }).meta({
  id: 'ResponseInput',
  description: "The authenticator's answer.",
});
export const NewPasskeyInput = input({ response: RESPONSE, label: LABEL }).meta({
  id: 'NewPasskeyInput',
  description: 'A further passkey.',
});

export const OptionsSchema = z
  .looseObject({
    challenge: z.string().meta({ description: 'base64url; good for one answer.', example: 'q83vEjRWeJA' }),
  })
  .meta({
    id: 'WebauthnOptions',
    description:
      'For the browser: `PublicKeyCredential.parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON` takes it.',
  });

export const PersonSchema = z
  .object({
    id: PERSON_ID,
    role: z.enum(ROLES).meta({ description: 'What the person is.', example: 'user' }),
    organisation: z.string().meta({ description: 'Where the person belongs.', example: 'demo-users' }),
    state: z
      .enum(['active', 'ended'])
      .meta({ description: 'Whether the account stands.', example: 'active' }),
    name: z.string().nullable().meta({ description: 'As the invitation had it.', example: '张三' }),
    contact: z.string().nullable().meta({ description: 'As the invitation had it.', example: null }),
    sample: z.boolean().meta({ description: 'Made for trying.', example: false }),
    created_at: time('When the person enrolled.'),
  })
  .meta({ id: 'Person', description: 'A person.' });

export const PeopleSchema = z
  .object({ items: z.array(PersonSchema).meta({ description: 'All of them.', example: [] }) })
  .meta({ id: 'People', description: 'People of an organisation.' });

export const SessionSchema = z
  .object({
    person: PersonSchema.meta({ description: 'Who is signed in.', example: { role: 'user' } }),
    method: z
      .enum(['passkey', 'sample'])
      .meta({ description: 'How the person signed in.', example: 'passkey' }),
    opened_at: time('When the session began.'),
    expires_at: time('When it ends whatever happens.', '2026-11-23T14:00:00.000Z'),
    idle_until: time('When it ends without a further request.', '2026-11-23T02:30:00.000Z'),
    stepped_up_until: UTC_TIME.nullable().meta({
      description: 'Until when signing and exporting need no new proof of presence.',
      example: '2026-11-23T02:05:00.000Z',
    }),
    csrf_token: z.string().meta({
      description: 'Goes into the header X-TriSeal-CSRF of every unsafe request.',
      example: 'mJ1xk3c0bQ5v7tYwE2rA9sDfGhJkLzXcVbNmQwErTyU',
    }),
  })
  .meta({ id: 'Session', description: 'A person who is signed in.' });

export const SignedOutSchema = z
  .object({ sessions: z.int().meta({ description: 'Sessions that were ended.', example: 2 }) })
  .meta({ id: 'SignedOut', description: 'What was ended.' });

export const PasskeySchema = z
  .object({
    id: PASSKEY_ID,
    label: z.string().nullable().meta({ description: 'How the person calls it.', example: 'Phone' }),
    algorithm: z.enum(['ES256', 'EdDSA', 'RS256']).meta({ description: 'Of its key.', example: 'ES256' }),
    created_at: time('When it was enrolled.'),
    last_used_at: UTC_TIME.nullable().meta({ description: 'When it was last used.', example: null }),
    synced: z.boolean().meta({
      description: "Whether the device's maker keeps a copy for the person's other devices.",
      example: true,
    }),
  })
  .meta({ id: 'Passkey', description: 'A passkey; its private half never leaves the device.' });

export const PasskeyListSchema = z
  .object({ items: z.array(PasskeySchema).meta({ description: 'By time of enrolment.', example: [] }) })
  .meta({ id: 'PasskeyList', description: 'The passkeys of an account.' });

export const TextSchema = z
  .object({
    zh: z.string().meta({ description: 'Chinese.', example: '借款合同' }),
    en: z.string().meta({ description: 'English.', example: 'Loan contract' }),
  })
  .meta({ id: 'Text', description: 'A text in both languages.' });

const boundLoan = {
  id: PERSON_ID.meta({
    description: 'Stands for the loan in addresses.',
    example: '5b1c0c5e-8a43-4f0e-9c39-0d7f1e6a2b11',
  }),
  organisation: z.string().meta({ description: 'Whose loan it is.', example: 'demo-bank' }),
  loan: LOAN,
  bound_at: time('When the person was bound to it.'),
};

export const BoundLoanSchema = z
  .object(boundLoan)
  .meta({ id: 'BoundLoan', description: 'A loan that the person is bound to.' });

export const LoanListSchema = z
  .object({
    items: z
      .array(
        z
          .object({
            ...boundLoan,
            items: z.int().meta({ description: 'Items filed.', example: 24 }),
            last_received_at: UTC_TIME.nullable().meta({
              description: 'When the last one was filed.',
              example: '2026-11-20T08:00:00.000Z',
            }),
          })
          .meta({ id: 'OwnLoan', description: 'A loan of the person, with how much is filed.' }),
      )
      .meta({ description: 'All of them.', example: [] }),
  })
  .meta({ id: 'OwnLoanList', description: 'The loans of the person.' });

export const OwnItemsSchema = z
  .object({
    loan: BoundLoanSchema.meta({ description: 'The loan.', example: { loan: 'LN-2026-000417' } }),
    items: z
      .array(
        z
          .object({
            id: EVIDENCE_ID,
            sequence: z.int().positive().meta({ description: "Number in the loan's stream.", example: 7 }),
            type: z.string().meta({ description: 'Document type code.', example: 'CONTRACT' }),
            title: TextSchema.meta({
              description: 'What it is.',
              example: { zh: '借款合同', en: 'Loan contract' },
            }),
            why: TextSchema.meta({
              description: 'Why it matters to the borrower.',
              example: { zh: '写明借了多少。', en: 'Says what was lent.' },
            }),
            received_at: time('When the log received it.'),
            state: StateSchema.meta({
              description: 'How far it has come.',
              example: { stage: 'sealed', label: 'sealed', witnesses: 3, of: 3, times: [] },
            }),
          })
          .meta({ id: 'OwnItem', description: 'An item in plain words.' }),
      )
      .meta({ description: "By the stream's sequence.", example: [] }),
    next_cursor: z
      .string()
      .optional()
      .meta({ description: 'Cursor of the next page; absent on the last.', example: 'MTAw' }),
  })
  .meta({ id: 'OwnItems', description: 'The items of a loan in plain words.' });

export const ConsentListSchema = z
  .object({
    items: z
      .array(
        z
          .object({
            id: EVIDENCE_ID,
            type: z.string().meta({ description: 'Document type code.', example: 'CONSENT' }),
            title: TextSchema.meta({
              description: 'What it is.',
              example: { zh: '个人信息授权同意', en: 'Privacy consent' },
            }),
            received_at: time('When the log received it.'),
            fields: z
              .record(z.string(), z.unknown())
              .nullable()
              .meta({
                description: 'What was allowed: purposes, recipients; null when it was erased.',
                example: { purposes: ['credit assessment'], recipients: [] },
              }),
          })
          .meta({ id: 'OwnConsent', description: 'Something that the borrower allowed.' }),
      )
      .meta({ description: 'In the order of filing.', example: [] }),
  })
  .meta({ id: 'OwnConsents', description: 'What the borrower allowed, and with whom it is shared.' });

export const CountersignInput = input({
  meaning: z.enum(MEANINGS).meta({ description: 'What is confirmed.', example: 'agreed' }),
}).meta({ id: 'CountersignInput', description: 'What the countersignature says.' });

export const CountersignOptionsSchema = z
  .object({
    text: z.string().meta({
      description: 'What is signed, to be shown in full; its SHA-256 is the challenge.',
      example: '{"log":"triseal.local/demo-bank","meaning":"agreed"}',
    }),
    options: OptionsSchema.meta({ description: 'For the browser.', example: { challenge: 'q83vEjRWeJA' } }),
  })
  .meta({ id: 'CountersignOptions', description: 'The text and the challenge of a countersignature.' });

const GROUND = z
  .enum(['authenticity', 'legality', 'relevance', 'amount', 'omission'])
  .meta({ description: 'On what ground.', example: 'amount' });
const REASON = z
  .string()
  .min(1)
  .max(4000)
  .meta({ description: 'The reason.', example: 'The amount paid out was 9,000 and not 10,000.' });

export const ObjectionInput = input({ ground: GROUND, text: REASON }).meta({
  id: 'ObjectionInput',
  description: 'An objection to one item.',
});

export const AnswerInputSchema = input({
  statement: z
    .string()
    .min(1)
    .max(8000)
    .meta({ description: 'What the borrower says.', example: 'I paid on 1 March; see the transfer slip.' }),
  objections: z
    .array(
      input({ item: EVIDENCE_ID, ground: GROUND, text: REASON }).meta({
        id: 'AnswerObjection',
        description: 'An objection within an answer.',
      }),
    )
    .max(100)
    .optional()
    .meta({ description: 'Objections to single items.', example: [] }),
  receipts: z
    .array(line(256))
    .max(100)
    .optional()
    .meta({ description: 'Numbers of receipts that the borrower holds.', example: [] }),
  uploads,
}).meta({ id: 'AnswerInput', description: 'An answer, with counter-evidence as documents.' });

export const AnswerUpload = z
  .strictObject({
    record: AnswerInputSchema.meta({
      description: 'The answer as JSON.',
      example: { statement: 'I paid on 1 March; see the transfer slip.' },
    }),
    documents: z
      .array(z.string().meta({ format: 'binary' }))
      .optional()
      .meta({ description: 'The files, each with a file name.', example: ['(bytes)'] }),
  })
  .meta({ id: 'AnswerUpload', description: 'The answer and the files.' });
