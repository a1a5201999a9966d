/** A field of a filter: takes effect on Enter and when it is left, and follows the address when that changes. */
import { useEffect, useRef } from 'react';

export interface SearchFieldProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly placeholder?: string;
  onChange(value: string | undefined): void;
}

export function SearchField({ label, value, placeholder, onChange }: SearchFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (input.current !== null) input.current.value = value ?? '';
  }, [value]);
  const take = (text: string) => {
    const next = text.trim() || undefined;
    if (next !== value) onChange(next);
  };
  return (
    <label>
      {label}
      <input
        ref={input}
        type="search"
        maxLength={200}
        placeholder={placeholder}
        defaultValue={value ?? ''}
        onBlur={({ target }) => take(target.value)}
        onKeyDown={(event) => event.key === 'Enter' && take(event.currentTarget.value)}
      />
    </label>
  );
}
