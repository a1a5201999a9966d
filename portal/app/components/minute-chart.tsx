/** Filings by the minute as bars, taken below and refused above in another pattern; the same figures stand beside it as a table. */
import { useId, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { FilingActivity } from '../api/monitoring.ts';
import { STEPS, scaleEnd } from './scale.ts';
import { Table } from './table.tsx';
import { chinaTime } from './time.tsx';

type Minute = FilingActivity['minutes'][number];

const WIDE = 720;
/** On a phone the letters must not shrink with the picture: the last minutes alone are drawn. */
const NARROW = 340;
const DRAWN_NARROW = 20;
const HEIGHT = 160;
const LEFT = 44;
const BOTTOM = 22;
const TOP = 8;
const FLOOR = HEIGHT - BOTTOM;
/** Minutes between two labels. */
const EVERY = { wide: 15, narrow: 10 } as const;

const narrowScreen = () => matchMedia('(max-width: 40rem)');

const watchWidth = (changed: () => void) => {
  const screen = narrowScreen();
  screen.addEventListener('change', changed);
  return () => screen.removeEventListener('change', changed);
};

const useNarrow = (): boolean => useSyncExternalStore(watchWidth, () => narrowScreen().matches);

const taken = ({ created, replayed }: Minute) => created + replayed;
/** Hour and minute in UTC+8, as everywhere in the portal. */
const clock = (at: string) => chinaTime(at).slice(11, 16);
const up = (value: number, end: number) => (value / end) * (FLOOR - TOP);
/** Whether the whole minute, or a part of it, was counted. */
const isCounted = ({ at }: Pick<Minute, 'at'>, countedFrom: string) =>
  Date.parse(at) + 60_000 > Date.parse(countedFrom);

export function MinuteChart({
  minutes,
  countedFrom,
}: {
  readonly minutes: readonly Minute[];
  readonly countedFrom: string;
}) {
  const { t } = useTranslation();
  const drawn = useNarrow() ? minutes.slice(-DRAWN_NARROW) : minutes;
  const most = Math.max(...drawn.map((minute) => taken(minute) + minute.refused));
  const sum = (of: (minute: Minute) => number) => drawn.reduce((total, minute) => total + of(minute), 0);
  const told = {
    from: clock(drawn[0]!.at),
    to: clock(drawn.at(-1)!.at),
    taken: sum(taken),
    refused: sum(({ refused }) => refused),
    most,
  };
  return (
    <figure className="chart">
      <Bars minutes={drawn} countedFrom={countedFrom} most={most} label={t('bank.activity.chart', told)} />
      <figcaption className="hint">
        <span className="key key-taken" aria-hidden="true" /> {t('bank.activity.taken')}{' '}
        <span className="key key-refused" aria-hidden="true" /> {t('bank.activity.refused')}
        {Date.parse(countedFrom) > Date.parse(drawn[0]!.at) && (
          <div>{t('bank.activity.unknown', { at: `${clock(countedFrom)} UTC+8` })}</div>
        )}
      </figcaption>
      <details>
        <summary>{t('bank.activity.asTable')}</summary>
        <Figures minutes={minutes} countedFrom={countedFrom} />
      </details>
    </figure>
  );
}

interface BarsProps {
  readonly minutes: readonly Minute[];
  readonly countedFrom: string;
  readonly most: number;
  readonly label: string;
}

function Bars({ minutes, countedFrom, most, label }: BarsProps) {
  const pattern = useId().replaceAll(':', '');
  const narrow = useNarrow();
  const width = narrow ? NARROW : WIDE;
  const every = narrow ? EVERY.narrow : EVERY.wide;
  const end = scaleEnd(most);
  const across = (width - LEFT) / minutes.length;
  const unknown = minutes.filter((minute) => !isCounted(minute, countedFrom)).length;
  return (
    <svg viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={label}>
      <Refusals id={pattern} />
      {unknown > 0 && (
        <rect x={LEFT} y={TOP} width={unknown * across} height={FLOOR - TOP} className="bar-unknown" />
      )}
      <Scale end={end} width={width} />
      {minutes.map((minute, i) => (
        <Bar
          key={minute.at}
          minute={minute}
          x={LEFT + i * across}
          width={across}
          end={end}
          pattern={pattern}
        />
      ))}
      {minutes.map(({ at }, i) => {
        const last = i === minutes.length - 1;
        if (i % every !== 0 && !last) return null;
        return (
          <text key={at} x={LEFT + (i + 0.5) * across} y={HEIGHT - 6} textAnchor={last ? 'end' : 'middle'}>
            {clock(at)}
          </text>
        );
      })}
    </svg>
  );
}

/** Stripes: told from what was taken without regard to colour. */
function Refusals({ id }: { readonly id: string }) {
  return (
    <defs>
      <pattern id={id} width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="4" height="4" className="bar-refused-paper" />
        <line x1="0" y1="0" x2="0" y2="4" className="bar-refused-line" />
      </pattern>
    </defs>
  );
}

function Scale({ end, width }: { readonly end: number; readonly width: number }) {
  const values = Array.from({ length: STEPS + 1 }, (_, step) => (end / STEPS) * step);
  return values.map((value) => (
    <g key={value}>
      <line x1={LEFT} x2={width} y1={FLOOR - up(value, end)} y2={FLOOR - up(value, end)} />
      <text x={LEFT - 6} y={FLOOR - up(value, end) + 4} textAnchor="end">
        {value.toLocaleString('en')}
      </text>
    </g>
  ));
}

interface BarProps {
  readonly minute: Minute;
  readonly x: number;
  readonly width: number;
  readonly end: number;
  readonly pattern: string;
}

function Bar({ minute, x, width, end, pattern }: BarProps) {
  const [good, bad] = [up(taken(minute), end), up(minute.refused, end)];
  const place = { x: x + 1, width: width - 2 };
  return (
    <g>
      <rect {...place} y={FLOOR - good} height={good} className="bar-taken" />
      <rect {...place} y={FLOOR - good - bad} height={bad} fill={`url(#${pattern})`} />
    </g>
  );
}

/** Newest first: that is what is looked for. */
function Figures({ minutes, countedFrom }: Pick<BarsProps, 'minutes' | 'countedFrom'>) {
  const { t } = useTranslation();
  return (
    <Table
      label={t('bank.activity.title')}
      columns={[
        { name: 'minute', title: t('bank.activity.minute') },
        { name: 'taken', title: t('bank.activity.taken'), number: true },
        { name: 'repeated', title: t('bank.activity.repeated'), number: true },
        { name: 'refused', title: t('bank.activity.refused'), number: true },
      ]}
    >
      {minutes.toReversed().map(({ at, created, replayed, refused }) => {
        const known = isCounted({ at }, countedFrom);
        return (
          <tr key={at}>
            <th scope="row" className="figure">
              {chinaTime(at).slice(0, 16)}
            </th>
            {known ? (
              [created, replayed, refused].map((value, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the columns stand still
                <td key={i} className="number">
                  {value.toLocaleString('en')}
                </td>
              ))
            ) : (
              <td colSpan={3} className="number hint">
                {t('bank.activity.notCounted')}
              </td>
            )}
          </tr>
        );
      })}
    </Table>
  );
}
