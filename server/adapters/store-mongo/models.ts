/** Collections of the MongoDB store, with their indexes. Models belong to a connection, never to the module. */
import { type Connection, type Model, Schema } from 'mongoose';

/** A committed step of a log. The unique index on (origin, from) is the compare-and-swap: of two writers at one size, one insert succeeds. */
export interface CommitDoc {
  origin: string;
  /** Size of the head before; -1 for the head of the empty tree, which nothing precedes. */
  from: number;
  size: number;
  root: Buffer;
  checkpoint: string;
}

/** A batch that is staged, or was and lost. `key` names it in everything that was staged with it. */
export interface BatchDoc {
  origin: string;
  from: number;
  id: string;
  key: string;
}

export interface EntryDoc {
  origin: string;
  index: number;
  batch: string;
  stream: Buffer;
  sequence: number;
  leaf: Buffer;
  bytes: Buffer;
}

export interface TileDoc {
  origin: string;
  level: number;
  index: number;
  batch: string;
  root: Buffer;
  hashes: Buffer;
}

export interface ItemDoc {
  id: string;
  origin: string;
  index: number;
  batch: string;
  stream: Buffer;
  sequence: number;
  organisation: string;
  loan: string;
  type: string;
  received: string;
  idempotency: string;
  fingerprint: string;
  contentKey: string;
  sealed: Buffer;
  blobs: string[];
  reference?: string;
  supersedes?: string;
  annotates?: string;
}

export interface KeyDoc {
  id: string;
  origin: string;
  /** Empty for keys that stand for themselves, such as those of loans. */
  batch: string;
  wrapped: Buffer;
  wrappedBy: string;
}

export interface LoanDoc {
  origin: string;
  organisation: string;
  loan: string;
  stream: Buffer;
  sealed: Buffer;
  contentKey: string;
}

export interface RoundDoc {
  origin: string;
  size: number;
  quorum: boolean;
  sealed: boolean;
  /** The round as JSON. */
  body: string;
}

export interface Models {
  readonly commits: Model<CommitDoc>;
  readonly batches: Model<BatchDoc>;
  readonly entries: Model<EntryDoc>;
  readonly tiles: Model<TileDoc>;
  readonly items: Model<ItemDoc>;
  readonly keys: Model<KeyDoc>;
  readonly loans: Model<LoanDoc>;
  readonly rounds: Model<RoundDoc>;
}

const text = { type: String, required: true } as const;
/** `required` would refuse the empty string. */
const anyText = { type: String, default: '' } as const;
const whole = { type: Number, required: true } as const;
const binary = { type: Buffer, required: true } as const;
const flag = { type: Boolean, required: true } as const;
const OPTIONS = { versionKey: false, autoIndex: false, strict: 'throw' } as const;
const UNIQUE = { unique: true } as const;

function indexed(
  schema: Schema,
  ...indexes: readonly [fields: Record<string, 1 | -1>, unique?: true][]
): Schema {
  for (const [fields, unique] of indexes) schema.index(fields, unique ? UNIQUE : {});
  return schema;
}

/** Defines the models on this connection; indexes are made by `createIndexes`. */
export function defineModels(connection: Connection): Models {
  const place = { origin: text, index: whole, batch: text };
  const define = <T>(
    name: string,
    fields: Record<string, object>,
    ...indexes: Parameters<typeof indexed>[1][]
  ) => connection.model(name, indexed(new Schema(fields, OPTIONS), ...indexes), name) as unknown as Model<T>;
  return {
    commits: define<CommitDoc>(
      'log_commits',
      { origin: text, from: whole, size: whole, root: binary, checkpoint: text },
      [{ origin: 1, from: 1 }, true],
      [{ origin: 1, size: -1 }],
    ),
    batches: define<BatchDoc>('log_batches', { origin: text, from: whole, id: text, key: text }, [
      { origin: 1, from: 1, id: 1 },
      true,
    ]),
    entries: define<EntryDoc>(
      'log_entries',
      { ...place, stream: binary, sequence: whole, leaf: binary, bytes: binary },
      [{ origin: 1, index: 1, batch: 1 }, true],
      [{ origin: 1, stream: 1, index: 1 }],
    ),
    tiles: define<TileDoc>('log_tiles', { ...place, level: whole, root: binary, hashes: binary }, [
      { origin: 1, level: 1, index: 1, batch: 1 },
      true,
    ]),
    items: define<ItemDoc>(
      'items',
      {
        ...place,
        id: text,
        stream: binary,
        sequence: whole,
        organisation: text,
        loan: text,
        type: text,
        received: text,
        idempotency: text,
        fingerprint: text,
        contentKey: text,
        sealed: binary,
        blobs: [String],
        reference: String,
        supersedes: String,
        annotates: String,
      },
      [{ id: 1, batch: 1 }, true],
      [{ idempotency: 1 }],
      [{ organisation: 1, loan: 1, sequence: 1 }],
      [{ origin: 1, organisation: 1, index: 1 }],
      [{ origin: 1, organisation: 1, type: 1, index: 1 }],
      [{ origin: 1, organisation: 1, reference: 1, index: 1 }],
      [{ supersedes: 1 }],
      [{ annotates: 1 }],
      [{ origin: 1, index: 1 }],
    ),
    keys: define<KeyDoc>(
      'content_keys',
      { id: text, origin: text, batch: anyText, wrapped: binary, wrappedBy: text },
      [{ id: 1, batch: 1 }, true],
    ),
    loans: define<LoanDoc>(
      'loans',
      { origin: text, organisation: text, loan: text, stream: binary, sealed: binary, contentKey: text },
      [{ origin: 1, organisation: 1, loan: 1 }, true],
    ),
    rounds: define<RoundDoc>(
      'rounds',
      { origin: text, size: whole, quorum: flag, sealed: flag, body: text },
      [{ origin: 1, size: 1 }, true],
      [{ origin: 1, quorum: 1, sealed: 1, size: 1 }],
    ),
  };
}
