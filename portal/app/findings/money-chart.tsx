/** Principal outstanding over time, as steps: by the records and recomputed, told apart by line, marker and name. The table beside it says the same. */
import { AxisBottom, AxisLeft } from '@visx/axis';
import { curveStepAfter } from '@visx/curve';
import { scaleLinear, scaleUtc } from '@visx/scale';
import { LinePath } from '@visx/shape';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { grouped } from '../../../core/report/grouped.ts';
import type { BalancePoint } from './balance.ts';

const HEIGHT = 280;
const MARGIN = { top: 12, right: 40, bottom: 34, left: 64 };
/** Pixels that a label of either axis wants. */
const LABEL = 96;

const day = (date: Date) => date.toISOString().slice(0, 10);
const money = (value: number) => grouped(value.toFixed(2));

export function MoneyChart({
  points,
  currency,
}: {
  readonly points: readonly BalancePoint[];
  readonly currency: string;
}) {
  const { t } = useTranslation();
  const [place, width] = useWidth();
  const x = scaleUtc({
    domain: [points[0]!.date, points.at(-1)!.date],
    range: [MARGIN.left, Math.max(MARGIN.left + 1, width - MARGIN.right)],
  });
  const most = Math.max(0, ...points.flatMap(({ recorded = 0, recomputed = 0 }) => [recorded, recomputed]));
  const y = scaleLinear({ domain: [0, most], range: [HEIGHT - MARGIN.bottom, MARGIN.top], nice: true });
  const series = (['recorded', 'recomputed'] as const).map((name) => ({
    name,
    label: t(`findings.chart.${name}`),
    list: points.flatMap((point) => {
      const value = point[name];
      return value === undefined ? [] : [{ date: point.date, value }];
    }),
  }));
  const last = series.map(({ label, list }) => `${label}: ${money(list.at(-1)?.value ?? 0)}`).join('; ');
  const title = t('findings.chart.title', { currency });
  const span = { from: day(points[0]!.date), to: day(points.at(-1)!.date) };
  return (
    <figure className="money-chart" ref={place}>
      <figcaption>{title}</figcaption>
      <ul className="money-legend">
        {series.map(({ name, label }) => (
          <li key={name} className={`series-${name}`}>
            <svg viewBox="0 0 34 12" width="34" height="12" aria-hidden="true">
              <line x1="0" y1="6" x2="34" y2="6" />
              <Marker name={name} x={17} y={6} />
            </svg>
            {label}
          </li>
        ))}
      </ul>
      <svg
        width={width}
        height={HEIGHT}
        viewBox={`0 0 ${width} ${HEIGHT}`}
        role="img"
        aria-label={`${title}. ${t('findings.chart.span', span)}. ${last}`}
      >
        <AxisLeft
          scale={y}
          left={MARGIN.left}
          numTicks={5}
          tickFormat={(value) => grouped(String(value))}
          axisClassName="money-axis"
          hideAxisLine
        />
        <AxisBottom
          scale={x}
          top={HEIGHT - MARGIN.bottom}
          tickValues={thinned(
            points.map(({ date }) => date),
            x,
          )}
          tickFormat={(value) => day(value as Date)}
          axisClassName="money-axis"
        />
        {y.ticks(5).map((value) => (
          <line
            key={value}
            className="money-grid"
            x1={MARGIN.left}
            x2={width - MARGIN.right}
            y1={y(value)}
            y2={y(value)}
          />
        ))}
        {series.map(({ name, list }) => (
          <g key={name} className={`series-${name}`}>
            <LinePath
              data={list}
              x={({ date }) => x(date)}
              y={({ value }) => y(value)}
              curve={curveStepAfter}
            />
            {list.map(({ date, value }) => (
              <Marker
                key={day(date) + String(value)}
                name={name}
                x={x(date)}
                y={y(value)}
                title={`${day(date)} ${money(value)}`}
              />
            ))}
          </g>
        ))}
      </svg>
    </figure>
  );
}

/** Days of the account as many as fit beside each other, the first and the last among them. */
function thinned(dates: readonly Date[], x: (date: Date) => number): Date[] {
  const last = dates.at(-1)!;
  const kept: Date[] = [];
  for (const date of dates) {
    const before = kept.at(-1);
    const free = before === undefined || x(date) - x(before) >= LABEL;
    if (free && (date === last || x(last) - x(date) >= LABEL)) kept.push(date);
  }
  return kept;
}

interface MarkerProps {
  readonly name: 'recorded' | 'recomputed';
  readonly x: number;
  readonly y: number;
  readonly title?: string;
}

/** A square for the records, a disc for the recomputation. */
function Marker({ name, x, y, title }: MarkerProps) {
  const hint = title === undefined ? null : <title>{title}</title>;
  if (name === 'recomputed')
    return (
      <circle cx={x} cy={y} r="4">
        {hint}
      </circle>
    );
  return (
    <rect x={x - 4} y={y - 4} width="8" height="8">
      {hint}
    </rect>
  );
}

/** What is drawn in pixels follows the room that there is. */
function useWidth() {
  const place = useRef<HTMLElement>(null);
  const [width, setWidth] = useState(640);
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry!.contentRect.width)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [place, width] as const;
}
