/** An item of the bank's desk by what it is, with the code of its type, leading to its page. */
import { Link } from '@tanstack/react-router';
import { documentType } from '../../../core/evidence/document-types.ts';
import { language } from '../i18n.ts';

export function FiledItemLink({ id, type }: { readonly id: string; readonly type: string }) {
  return (
    <>
      <Link to="/desk/items/$id" params={{ id }}>
        {documentType(type)?.label[language()] ?? type}
      </Link>{' '}
      <span className="hint">{type}</span>
    </>
  );
}
