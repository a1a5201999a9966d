/** Checks of the report under a question: outcome and sentence, and on demand what was compared, over which item, by which rule. */
import { useTranslation } from 'react-i18next';
import type { Facts } from '../../../core/error.ts';
import type { CheckResult, Outcome } from '../../../core/verify/report.ts';
import { COLON } from '../../language.ts';
import { basisText } from '../../report/basis.ts';
import {
  checkSentence,
  type FindingGroup,
  factTexts,
  findingGroups,
  saidBelow,
  sentenceText,
} from '../../report/reading.ts';
import { WORDS } from '../../report/words.ts';
import { Mark, MarkShape } from '../components/mark.tsx';
import { Unbroken } from '../components/unbroken.tsx';
import { language } from '../i18n.ts';
import { ItemLink, useCaseFile, useTitles } from './case-file.tsx';
import { sequenceOf, tally } from './questions.ts';

/** How many passed, failed, stayed open: never one mark for all. */
export function Tally({ checks }: { readonly checks: readonly CheckResult[] }) {
  const { t } = useTranslation();
  return (
    <ul className="verdict-marks tally">
      {tally(checks).map(({ outcome, count }) => (
        <li key={outcome}>
          <Mark outcome={outcome}>
            <span className="figure">
              {t('findings.tallied', { number: count, outcome: WORDS[outcome][language()] })}
            </span>
          </Mark>
        </li>
      ))}
    </ul>
  );
}

export function CheckList({ checks }: { readonly checks: readonly CheckResult[] }) {
  return (
    <ul className="checks">
      {checks.map((check) => (
        <Check key={check.id} check={check} />
      ))}
    </ul>
  );
}

/** A check that failed is open from the start. */
function Check({ check }: { readonly check: CheckResult }) {
  const { t } = useTranslation();
  const lang = language();
  const titles = useTitles();
  const { outcome, title, findings, omitted, facts, spec } = check;
  return (
    <li className={`check check-${outcome}`}>
      <details open={outcome === 'failed'}>
        <summary>
          <MarkShape outcome={outcome} />
          <span className="check-text">
            <strong>{title[lang]}</strong> <span className="word">{WORDS[outcome][lang]}</span>
            <span className={`sentence${saidBelow(check) ? ' said-below' : ''}`}>
              <Unbroken>{checkSentence(check, titles, lang)}</Unbroken>
            </span>
          </span>
        </summary>
        <div className="why">
          {findings.length === 0 ? <FactList facts={facts} /> : <Findings findings={findings} under />}
          {omitted > 0 && <p>{t('findings.omitted', { count: omitted })}</p>}
          <p className="basis">{`${WORDS.basis[lang]}${COLON[lang]}${basisText(spec, lang)}`}</p>
        </div>
      </details>
    </li>
  );
}

/** @param under a check whose sentence is that of the first */
export function Findings({
  findings,
  under = false,
}: {
  readonly findings: CheckResult['findings'];
  readonly under?: boolean;
}) {
  const groups = findingGroups(findings);
  return (
    <ul className="findings">
      {groups.map((group) => (
        <Finding
          key={`${group.first.code} ${group.first.subject} ${JSON.stringify(group.first.facts)}`}
          group={group}
          said={under && groups.length === 1}
        />
      ))}
    </ul>
  );
}

function Finding({ group, said }: { readonly group: FindingGroup; readonly said: boolean }) {
  const { t } = useTranslation();
  const lang = language();
  const titles = useTitles();
  const file = useCaseFile();
  const { first, others } = group;
  const { outcome, code, facts } = first;
  return (
    <li>
      {!said && (
        <p>
          <MarkShape outcome={outcome} /> <span className="visually-hidden">{WORDS[outcome][lang]}: </span>
          <Unbroken>{sentenceText(first, titles, lang)}</Unbroken>
        </p>
      )}
      <p className="where">
        <Where subject={first.subject} /> <code>{code}</code>
      </p>
      {others.length > 0 && (
        <p className="where">
          {t('findings.likewise', { count: others.length })}{' '}
          {others.map(({ subject }, i) => (
            <span key={subject}>
              {i > 0 && ', '}
              <Where subject={subject} />
            </span>
          ))}
        </p>
      )}
      <FactList facts={withoutName(facts, file?.bySequence.get(sequenceOf(first.subject) ?? 0)?.name)} />
    </li>
  );
}

/** @param name of the item that stands above already */
function withoutName(facts: Facts, name: string | undefined): Facts {
  const { item, ...others } = facts;
  return item === name ? others : facts;
}

/** The item whose file was found fault with, or the file. */
function Where({ subject }: { readonly subject: string }) {
  const lang = language();
  const item = useCaseFile()?.bySequence.get(sequenceOf(subject) ?? 0);
  if (subject === '') return null;
  if (item === undefined) return <>{`${WORDS.file[lang]}${COLON[lang]}${subject}`}</>;
  return (
    <span title={subject}>
      <ItemLink sequence={item.sequence} /> {item.name}
    </span>
  );
}

function FactList({ facts }: { readonly facts: Facts }) {
  const shown = factTexts(facts, useTitles(), language());
  if (shown.length === 0) return null;
  return (
    <dl className="facts">
      {shown.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The mark that a question carries in the index: what decides most, and only for that question. */
export function worst(checks: readonly CheckResult[]): Outcome {
  return tally(checks)[0]?.outcome ?? 'not-checked';
}
