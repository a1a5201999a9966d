/** Checks of the report under a question: outcome and sentence, and on demand what was compared, over which item, by which rule. */
import { useTranslation } from 'react-i18next';
import type { Facts } from '../../../core/error.ts';
import type { CheckResult, Outcome, ReportFinding } from '../../../core/verify/report.ts';
import { shownFacts } from '../../../core/verify/shown-facts.ts';
import { WORDS } from '../../report/words.ts';
import { Mark, MarkShape } from '../components/mark.tsx';
import { language } from '../i18n.ts';
import { ItemLink, useCaseFile } from './case-file.tsx';
import { sequenceOf, tally } from './questions.ts';

/** How many passed, failed, stayed open: never one mark for all. */
export function Tally({ checks }: { readonly checks: readonly CheckResult[] }) {
  return (
    <ul className="verdict-marks tally">
      {tally(checks).map(({ outcome, count }) => (
        <li key={outcome}>
          <Mark outcome={outcome}>
            <span className="figure">{count}</span> {WORDS[outcome][language()]}
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
  const { outcome, title, sentence, findings, omitted, facts, spec } = check;
  return (
    <li className={`check check-${outcome}`}>
      <details open={outcome === 'failed'}>
        <summary>
          <MarkShape outcome={outcome} />
          <span className="check-text">
            <strong>{title[lang]}</strong> <span className="word">{WORDS[outcome][lang]}</span>
            <span className="sentence">{sentence[lang]}</span>
          </span>
        </summary>
        <div className="why">
          {findings.length === 0 ? (
            <FactList facts={facts} />
          ) : (
            <ul className="findings">
              {findings.map((finding) => (
                <Finding
                  key={`${finding.code} ${finding.subject} ${JSON.stringify(finding.facts)}`}
                  finding={finding}
                />
              ))}
            </ul>
          )}
          {omitted > 0 && <p>{t('findings.omitted', { count: omitted })}</p>}
          <p className="basis">
            {WORDS.basis[lang]}: {spec}
          </p>
        </div>
      </details>
    </li>
  );
}

export function Finding({ finding }: { readonly finding: ReportFinding }) {
  const lang = language();
  const { outcome, sentence, code, subject, facts } = finding;
  return (
    <li>
      <p>
        <MarkShape outcome={outcome} /> <span className="visually-hidden">{WORDS[outcome][lang]}: </span>
        {sentence[lang]} <code>{code}</code>
      </p>
      <Where subject={subject} />
      <FactList facts={facts} />
    </li>
  );
}

function Where({ subject }: { readonly subject: string }) {
  const lang = language();
  const file = useCaseFile();
  const item = file?.bySequence.get(sequenceOf(subject) ?? 0);
  if (subject === '') return null;
  if (item === undefined) return <p className="where">{`${WORDS.file[lang]}: ${subject}`}</p>;
  return (
    <p className="where">
      <ItemLink sequence={item.sequence} /> {item.name} · <span className="path">{subject}</span>
    </p>
  );
}

/** `treeSize` to `tree size`. */
const spaced = (name: string): string =>
  name.replace(/([a-z0-9])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);

function FactList({ facts }: { readonly facts: Facts }) {
  const { i18n } = useTranslation();
  const nameOf = (name: string) =>
    i18n.exists(`findings.facts.${name}`) ? String(i18n.t(`findings.facts.${name}` as never)) : spaced(name);
  const shown = shownFacts(facts);
  if (shown.length === 0) return null;
  return (
    <dl className="facts">
      {shown.map(([name, value]) => (
        <div key={name}>
          <dt>{nameOf(name)}</dt>
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
