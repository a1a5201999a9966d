/** Rows of a CSV file (RFC 4180), or of cells copied from a spreadsheet, which come with tabs. */

/** @returns rows of cells; blank lines are left out */
export function readCsv(text: string): readonly (readonly string[])[] {
  const source = text.replace(/^\uFEFF/, '');
  const separator = source.split(/\r?\n/, 1)[0]!.includes('\t') ? '\t' : ',';
  const rows: string[][] = [];
  let [row, cell, quoted]: [string[], string, boolean] = [[], '', false];
  const endCell = () => {
    row.push(cell.trim());
    cell = '';
  };
  const endRow = () => {
    endCell();
    if (row.some((one) => one !== '')) rows.push(row);
    row = [];
  };
  for (let at = 0; at < source.length; at++) {
    const sign = source[at]!;
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (source[at + 1] === '"') cell += source[++at]!;
      else quoted = false;
    } else if (sign === '"' && cell.trim() === '') {
      [cell, quoted] = ['', true];
    } else if (sign === separator) {
      endCell();
    } else if (sign === '\n') {
      endRow();
    } else if (sign !== '\r') {
      cell += sign;
    }
  }
  endRow();
  return rows;
}
