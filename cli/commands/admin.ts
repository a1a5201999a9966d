/** `triseal admin`: organisations, certificates, scopes, quotas and custody logs. Each change leaves a line in the organisation's custody log. */
import type { Json, JsonObject } from '../../core/json.ts';
import { type AdminClient, adminClient } from '../admin-client.ts';
import { CliError, type CliIo, EXIT, type ExitCode } from '../io.ts';
import { printable } from '../printable.ts';
import { readText } from '../read-input.ts';

export interface AdminFlags {
  readonly json?: boolean;
}

const segment = encodeURIComponent;
const organisationPath = (name: string) => `/organisations/${segment(name)}`;

/** Runs one act and shows what stands afterwards. */
async function shown(
  io: CliIo,
  { json }: AdminFlags,
  act: (client: AdminClient) => Promise<JsonObject>,
  line: (value: JsonObject) => string,
): Promise<ExitCode> {
  const value = await act(adminClient(io));
  const items = Array.isArray(value.items) ? (value.items as readonly JsonObject[]) : [value];
  if (json === true) io.out(`${JSON.stringify(value, null, 2)}\n`);
  else for (const item of items) io.out(`${printable(line(item))}\n`);
  return EXIT.ok;
}

const text = (value: Json | undefined): string =>
  value === null || value === undefined ? '-' : String(value);

function organisationLine({ name, kind, state, scopes, quota }: JsonObject): string {
  const limits = Object.entries(quota as JsonObject)
    .filter(([, most]) => most !== null)
    .map(([limit, most]) => `${limit}=${text(most)}`);
  const allowed = Array.isArray(scopes) ? scopes.join(',') : 'all scopes';
  return [text(name), text(kind), text(state), allowed, ...limits].join('  ');
}

function certificateLine({ id, organisation, use, holder, subject, from, to, reason }: JsonObject): string {
  const span = `${text(from)} .. ${text(to)}`;
  const end = reason === null || reason === undefined ? '' : `  ${text(reason)}`;
  return `${text(id)}  ${text(organisation)}  ${text(holder)}/${text(use)}  ${span}${end}  ${text(subject)}`;
}

function custodyLine({ number, at, actor, action, subject }: JsonObject): string {
  const { kind, organisation, id } = actor as JsonObject;
  return `${text(number)}  ${text(at)}  ${text(action)}  ${text(subject)}  by ${text(kind)} ${text(organisation)}/${text(id)}`;
}

export const organisationList = (io: CliIo, flags: AdminFlags): Promise<ExitCode> =>
  shown(io, flags, (client) => client.get('/organisations'), organisationLine);

export const organisationAdd = (
  io: CliIo,
  name: string,
  flags: AdminFlags & { readonly kind: string },
): Promise<ExitCode> =>
  shown(io, flags, (client) => client.post('/organisations', { name, kind: flags.kind }), organisationLine);

export const organisationState = (
  io: CliIo,
  name: string,
  state: 'active' | 'suspended',
  flags: AdminFlags,
): Promise<ExitCode> =>
  shown(io, flags, (client) => client.post(`${organisationPath(name)}/state`, { state }), organisationLine);

/** @param scopes none for all */
export const scopeSet = (
  io: CliIo,
  name: string,
  scopes: readonly string[],
  flags: AdminFlags,
): Promise<ExitCode> => {
  const wanted = scopes.length === 0 ? null : [...scopes];
  return shown(
    io,
    flags,
    (client) => client.post(`${organisationPath(name)}/scopes`, { scopes: wanted }),
    organisationLine,
  );
};

export interface QuotaFlags extends AdminFlags {
  readonly items?: string;
  readonly bytes?: string;
  readonly calls?: string;
}

/** Without a limit it shows what was used today. */
export const quota = (io: CliIo, name: string, flags: QuotaFlags): Promise<ExitCode> => {
  const body: JsonObject = {
    ...(flags.items !== undefined && { items_per_day: most(flags.items) }),
    ...(flags.bytes !== undefined && { bytes_per_day: most(flags.bytes) }),
    ...(flags.calls !== undefined && { calls_per_minute: most(flags.calls) }),
  };
  const path = organisationPath(name);
  if (Object.keys(body).length > 0) {
    return shown(io, flags, (client) => client.post(`${path}/quota`, body), organisationLine);
  }
  return shown(
    io,
    flags,
    (client) => client.get(`${path}/usage`),
    ({ day, items, bytes }) => `${text(day)}  ${text(items)} items  ${text(bytes)} bytes`,
  );
};

function most(value: string): number | null {
  if (value === 'none') return null;
  if (/^(0|[1-9][0-9]{0,14})$/.test(value)) return Number(value);
  throw new CliError(EXIT.usage, `a limit is a whole number or "none", not ${value}`);
}

export interface InviteFlags extends AdminFlags {
  readonly role: string;
  readonly days?: string;
}

/** The code is shown once: whoever has it becomes the person. */
export const invite = (
  io: CliIo,
  organisation: string,
  { role, days, ...flags }: InviteFlags,
): Promise<ExitCode> => {
  const body = { role, ...(days !== undefined && { valid_days: most(days) }) };
  return shown(
    io,
    flags,
    (client) => client.post(`${organisationPath(organisation)}/invitations`, body),
    ({ link, expires_at }) => `${text(link)}  until ${text(expires_at)}`,
  );
};

export const certificateList = (io: CliIo, organisation: string, flags: AdminFlags): Promise<ExitCode> =>
  shown(io, flags, (client) => client.get(`${organisationPath(organisation)}/certificates`), certificateLine);

export interface CertificateFlags extends AdminFlags {
  readonly use: string;
  readonly from?: string;
}

export const certificateAdd = (
  io: CliIo,
  organisation: string,
  file: string,
  { use, from, ...flags }: CertificateFlags,
): Promise<ExitCode> => {
  const certificate = readText(io, file);
  const body = { certificate, use, ...(from !== undefined && { from: utc(from) }) };
  return shown(
    io,
    flags,
    (client) => client.post(`${organisationPath(organisation)}/certificates`, body),
    certificateLine,
  );
};

export interface RevokeFlags extends AdminFlags {
  readonly reason: string;
  readonly since?: string;
}

export const certificateRevoke = (
  io: CliIo,
  id: string,
  { reason, since, ...flags }: RevokeFlags,
): Promise<ExitCode> => {
  const body = { reason, ...(since !== undefined && { since: utc(since) }) };
  return shown(
    io,
    flags,
    (client) => client.post(`/certificates/${segment(id)}/withdrawal`, body),
    certificateLine,
  );
};

function utc(time: string): string {
  const at = Date.parse(time);
  if (/(Z|[+-]\d\d:\d\d)$/.test(time) && !Number.isNaN(at)) return new Date(at).toISOString();
  throw new CliError(EXIT.usage, `${time} is no RFC 3339 time with its offset`);
}

const jobLine = ({ id, state, progress }: JsonObject): string => {
  const { done, total, note } = progress as JsonObject;
  return `${text(id)}  ${text(state)}  ${text(done)}/${text(total)}  ${text(note)}`;
};

export const keyStatus = (io: CliIo, flags: AdminFlags): Promise<ExitCode> =>
  shown(io, flags, (client) => client.get('/keys/rotation'), jobLine);

/** Starts it and shows how far it is. */
export const keyRotate = (io: CliIo, flags: AdminFlags): Promise<ExitCode> =>
  shown(
    io,
    flags,
    async (client) => {
      await client.post('/keys/rotation', {});
      return client.get('/keys/rotation');
    },
    jobLine,
  );

export const custodyList = (io: CliIo, organisation: string, flags: AdminFlags): Promise<ExitCode> =>
  shown(io, flags, (client) => client.get(`${organisationPath(organisation)}/custody`), custodyLine);

/** Exit code 1 when the chain does not hold. */
export async function custodyVerify(io: CliIo, organisation: string, flags: AdminFlags): Promise<ExitCode> {
  const verdict = await adminClient(io).get(`${organisationPath(organisation)}/custody/verification`);
  if (flags.json === true) io.out(`${JSON.stringify(verdict, null, 2)}\n`);
  else if (verdict.ok === true) io.out(`${text(verdict.lines)} lines hold, head ${text(verdict.head)}\n`);
  else io.out(`${printable(`BROKEN ${text(verdict.fault)}: ${text(verdict.message)}`)}\n`);
  return verdict.ok === true ? EXIT.ok : EXIT.failed;
}
