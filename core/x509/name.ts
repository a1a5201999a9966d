/** Distinguished names (RFC 5280 section 4.1.2.4). Compared by their bytes; the text is for people. */
import { DerFields, expectTag, oidOf, textOf } from '../der/fields.ts';
import { type DerNode, derError, TAG } from '../der/reader.ts';

export interface NameAttribute {
  readonly oid: string;
  readonly value: string;
}

export interface Name {
  readonly der: Uint8Array;
  readonly attributes: readonly NameAttribute[];
  /** RFC 4514 style but in the order of the encoding, e.g. `C=CN, O=Demo Bank, CN=Filing system`. Control characters are escaped. */
  readonly text: string;
}

const SHORT: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.4': 'SN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.12': 'title',
  '2.5.4.97': 'organizationIdentifier',
  '0.9.2342.19200300.100.1.25': 'DC',
};

/** @throws CoreError `FORMAT` */
export function readName(node: DerNode, label: string): Name {
  expectTag(node, TAG.sequence, label);
  const attributes = node.children.flatMap((rdn) => {
    expectTag(rdn, TAG.set, label);
    if (rdn.children.length === 0) throw derError(label, 'empty relative name');
    return rdn.children.map((attribute) => readAttribute(attribute, label));
  });
  const text = attributes.map(({ oid, value }) => `${shortName(oid)}=${printable(value)}`).join(', ');
  return { der: node.bytes, attributes, text };
}

function readAttribute(node: DerNode, label: string): NameAttribute {
  const fields = new DerFields(node, label);
  const oid = oidOf(fields.take(TAG.oid, 'type'), label);
  const value = textOf(fields.any('value'));
  fields.end();
  return { oid, value };
}

function shortName(oid: string): string {
  return Object.hasOwn(SHORT, oid) ? SHORT[oid]! : oid;
}

/** A separator inside a value must not look like one between values, nor a control character move the cursor of a terminal. */
function printable(value: string): string {
  return value.replace(/[,+"\\<>;=]|\p{C}/gu, (ch) =>
    /\p{C}/u.test(ch) ? `\\u{${ch.codePointAt(0)!.toString(16)}}` : `\\${ch}`,
  );
}

/** First value of an attribute by its short name (`CN`, `O`, `OU`, ...) or object identifier. */
export function nameValue(name: Name, type: string): string | undefined {
  return name.attributes.find(({ oid }) => oid === type || shortName(oid) === type)?.value;
}
