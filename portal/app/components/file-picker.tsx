/** A button that opens the chooser; the input itself stays reachable by keyboard. */
import type { ChangeEvent } from 'react';

export interface FilePickerProps {
  readonly label: string;
  readonly multiple?: boolean;
  readonly accept?: string;
  /** `environment` opens the camera on a phone. */
  readonly capture?: 'environment' | 'user';
  onFiles(files: readonly File[]): void;
}

export function FilePicker({ label, multiple = false, accept, capture, onFiles }: FilePickerProps) {
  const change = ({ target }: ChangeEvent<HTMLInputElement>) => {
    onFiles([...(target.files ?? [])]);
    target.value = '';
  };
  return (
    <label className="picker">
      {label}
      <input
        type="file"
        multiple={multiple}
        onChange={change}
        {...(accept === undefined ? {} : { accept })}
        {...(capture === undefined ? {} : { capture })}
      />
    </label>
  );
}
