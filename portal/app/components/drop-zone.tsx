/** Where files are dropped or chosen. A file that misses it must not make the browser leave the page. */
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { FilePicker } from './file-picker.tsx';

export interface DropZoneProps {
  readonly lead: string;
  readonly choose: string;
  readonly hint?: ReactNode;
  onFiles(files: readonly File[]): void;
}

const carriesFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes('Files') ?? false;

export function DropZone({ lead, choose, hint, onFiles }: DropZoneProps) {
  const [over, setOver] = useState(false);
  const take = useRef(onFiles);
  take.current = onFiles;
  useEffect(() => {
    const drag = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = ({ relatedTarget }: DragEvent) => {
      if (relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      setOver(false);
      take.current([...(event.dataTransfer?.files ?? [])]);
    };
    addEventListener('dragover', drag);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', drag);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
    };
  }, []);
  return (
    <section className={over ? 'drop drop-over' : 'drop'}>
      <p>
        {lead} <FilePicker label={choose} multiple onFiles={onFiles} />
      </p>
      {hint !== undefined && <p className="hint">{hint}</p>}
    </section>
  );
}
