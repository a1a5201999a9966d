/** The offline verifier: one file, opened from disk, with no way to a network. What is dropped on it is verified in a worker. */
import { VERSION } from '../../core/version.ts';
import { h } from '../dom.ts';
import { LANGUAGE_TAG, type Language, preferredLanguage } from '../language.ts';
import { reportView } from '../report/view.ts';
import { sortFiles } from '../verifier/sort-files.ts';
import { resultTable, stateText } from './results.ts';
import { saveReport, saveTable } from './save.ts';
import { createSession, type Row } from './session.ts';
import { filled, PAGE } from './words.ts';

let language: Language = preferredLanguage(navigator.languages);
let trust: { readonly name: string; readonly text: string } | undefined;
/** Whether the newest files held one thing to verify. */
let cameAlone = false;
let shown: Row | undefined;
let notice = '';

const part = (id: string): HTMLElement => document.getElementById(id)!;
const source = part('worker').textContent ?? '';
const createWorker = () => {
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  const worker = new Worker(url);
  URL.revokeObjectURL(url);
  return worker;
};
const session = createSession(createWorker, () => trust?.text, changed);

/** The result of a file that came alone shows itself; a reader who has chosen one keeps it. */
function changed(): void {
  const last = session.rows.at(-1);
  if (shown === undefined && cameAlone && last?.progress.state === 'done') shown = last;
  drawResults();
}

function drawPage(): void {
  document.documentElement.lang = LANGUAGE_TAG[language];
  document.title = `${PAGE.title[language]} · TriSeal`;
  part('title').textContent = PAGE.title[language];
  part('intro').textContent = PAGE.intro[language];
  part('about').textContent = filled(PAGE.about[language], { version: VERSION });
  part('language').replaceChildren(languageButton());
  part('drop').replaceChildren(
    h('p', {}, PAGE.drop[language], ' ', filePicker(PAGE.choose[language], true, take)),
    h('p', { class: 'hint' }, PAGE.takes[language]),
  );
  drawTrust();
  drawResults();
}

function languageButton(): HTMLElement {
  const other: Language = language === 'en' ? 'zh' : 'en';
  const click = () => {
    language = other;
    drawPage();
  };
  return h(
    'button',
    { type: 'button', lang: LANGUAGE_TAG[other], click },
    other === 'zh' ? '中文' : 'English',
  );
}

/** A label around the input: the whole button opens the chooser, and a keyboard reaches the input itself. */
function filePicker(
  label: string,
  multiple: boolean,
  onFiles: (files: readonly File[]) => void,
): HTMLElement {
  const change = (event: Event) => {
    const input = event.target as HTMLInputElement;
    onFiles([...(input.files ?? [])]);
    input.value = '';
  };
  return h('label', { class: 'picker' }, label, h('input', { type: 'file', multiple, change }));
}

function drawTrust(): void {
  const use = async ([file]: readonly File[]) => {
    if (file === undefined) return;
    trust = { name: file.name, text: await file.text() };
    drawTrust();
  };
  const remove = () => {
    trust = undefined;
    drawTrust();
  };
  part('trust').replaceChildren(
    h('summary', {}, PAGE.trust[language]),
    h('p', {}, PAGE.trustWhy[language]),
    h(
      'p',
      { role: 'status' },
      trust === undefined
        ? PAGE.trustNone[language]
        : filled(PAGE.trustGiven[language], { name: trust.name }),
    ),
    trust === undefined
      ? filePicker(PAGE.trustChoose[language], false, use)
      : h('button', { type: 'button', click: remove }, PAGE.trustRemove[language]),
  );
}

async function take(files: readonly File[]): Promise<void> {
  const { subjects, strangers } = await sortFiles(files);
  notice =
    strangers.length === 0
      ? ''
      : filled(PAGE.nothing[language], { names: strangers.map(({ name }) => name).join(', ') });
  shown = undefined;
  cameAlone = subjects.length === 1;
  session.add(subjects);
}

function drawResults(): void {
  const { rows } = session;
  const actions = {
    open: (row: Row) => {
      shown = row;
      drawResults();
      part('report').focus();
    },
    cancel: (row: Row) => session.cancel(row),
  };
  const latest = rows.at(-1);
  part('notice').textContent = notice;
  // Read out as it changes; the table itself is quiet.
  part('status').textContent = latest === undefined ? '' : `${latest.name}: ${stateText(latest, language)}`;
  part('results').replaceChildren(
    ...(rows.length === 0
      ? []
      : [
          h('h2', {}, PAGE.results[language]),
          resultTable(rows, shown, language, actions),
          tableButton(rows),
        ]),
  );
  drawReport();
}

function tableButton(rows: readonly Row[]): HTMLElement | string {
  if (rows.length < 2) return '';
  return h('button', { type: 'button', click: () => saveTable(rows) }, PAGE.saveTable[language]);
}

function drawReport(): void {
  const progress = shown?.progress;
  const key = progress?.state === 'done' ? `${language} ${session.rows.indexOf(shown!)}` : '';
  // Drawn once: what a reader has opened stays open while other files come in.
  if (part('report').dataset.key === key) return;
  part('report').dataset.key = key;
  part('report').replaceChildren();
  if (shown === undefined || progress?.state !== 'done') return;
  const { name } = shown;
  const { report } = progress;
  part('report').replaceChildren(
    h(
      'p',
      { class: 'actions' },
      h('button', { type: 'button', click: () => print() }, PAGE.print[language]),
      h('button', { type: 'button', click: () => saveReport(report, name) }, PAGE.save[language]),
    ),
    reportView(report, name, language),
  );
}

for (const type of ['dragover', 'drop'] as const) {
  addEventListener(type, (event) => {
    event.preventDefault();
    if (type === 'drop') void take([...(event.dataTransfer?.files ?? [])]);
  });
}
// On paper there is nothing to click: everything is open.
addEventListener('beforeprint', () => {
  for (const details of document.querySelectorAll<HTMLDetailsElement>('.report details')) details.open = true;
});
drawPage();
