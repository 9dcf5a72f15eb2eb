import { type ReactNode, useEffect, useRef, useState } from "react";
import { daysText } from "../../words/dates.ts";
import styles from "./days-slider.module.css";

const marks = [1, 7, 14, 28, 30, 60, 90, 180, 365, 400];
const presets = [7, 14, 28, 30, 90];
const [least, most] = [1, 400];
const steps = 1000;

/** How many days a window looks back: a track on which twice as many days are always as far away. */
export function DaysSlider({
  days,
  onDrag,
  onTyped,
  onChoose,
}: {
  readonly days: number;
  /** Told while the thumb moves. */
  readonly onDrag: (days: number) => void;
  /** Told of a number in the field that may still be typed on; gives what is done when it is. */
  readonly onTyped: (days: number) => () => void;
  /** Told when it is let go, or a number is given. */
  readonly onChoose: (days: number) => void;
}): ReactNode {
  const [text, setText] = useState(String(days));
  useEffect(() => setText(String(days)), [days]);
  const typedOn = useRef<() => void>(() => undefined);
  const type = (value: string): void => {
    typedOn.current();
    setText(value);
    const wanted = daysIn(value);
    typedOn.current = wanted === null || wanted === days ? () => undefined : onTyped(wanted);
  };
  const typed = (): void => {
    const wanted = daysIn(text);
    if (wanted === null) setText(String(days));
    else onChoose(wanted);
  };
  const key = (event: { readonly key: string; readonly preventDefault: () => void }): void => {
    const to = keyed(event.key, days);
    if (to === null) return;
    event.preventDefault();
    onChoose(to);
  };
  return (
    <div className={styles["slider"]}>
      <div className={styles["track"]}>
        <input
          type="range"
          min={0}
          max={steps}
          step={1}
          value={placeOf(days)}
          aria-label="Days of the window"
          aria-valuetext={daysText(days)}
          className={styles["range"]}
          onChange={(event) => onDrag(daysAt(Number(event.target.value)))}
          onPointerUp={(event) => onChoose(daysAt(Number(event.currentTarget.value)))}
          onKeyDown={key}
        />
        <div className={styles["marks"]} aria-hidden>
          {marks
            .filter((each) => each !== 28 && each !== 365)
            .map((each) => (
              <span key={each} style={{ left: `${(placeOf(each) / steps) * 100}%` }}>
                {each}
              </span>
            ))}
        </div>
      </div>
      <label className={styles["number"]}>
        <input
          inputMode="numeric"
          aria-label="Days of the window, as a number"
          value={text}
          onChange={(event) => type(event.target.value)}
          onBlur={typed}
          onKeyDown={(event) => {
            if (event.key === "Enter") typed();
          }}
        />
        days
      </label>
      <div className={styles["presets"]} role="group" aria-label="Usual windows">
        {presets.map((each) => (
          <button key={each} type="button" aria-pressed={each === days} onClick={() => onChoose(each)}>
            {each}
          </button>
        ))}
      </div>
    </div>
  );
}

/** The days that a text means; null: it means none that there are. */
export function daysIn(text: string): number | null {
  const days = Math.round(Number(text));
  return text.trim() !== "" && days >= least && days <= most ? days : null;
}

/** The place on the track of so many days, 0 to 1000. */
export function placeOf(days: number): number {
  return Math.round((Math.log(days) / Math.log(most)) * steps);
}

/** How many days a place on the track means. */
export function daysAt(place: number): number {
  return Math.min(most, Math.max(least, Math.round(most ** (place / steps))));
}

/** The marks around so many days, the nearest first. */
export function marksAround(days: number, most = 4): readonly number[] {
  return marks
    .filter((each) => each !== days)
    .toSorted((a, b) => Math.abs(Math.log(a / days)) - Math.abs(Math.log(b / days)))
    .slice(0, most);
}

/** A step on and a step back from so many days, as far as there are any. */
export function besides(days: number, step: 1 | -1): readonly number[] {
  return [days + step, days - step].filter((each) => each >= least && each <= most);
}

/** Where a key goes from so many days; null: the key means nothing here. */
export function keyed(key: string, days: number): number | null {
  const to: Readonly<Record<string, number | undefined>> = {
    ArrowLeft: days - 1,
    ArrowDown: days - 1,
    ArrowRight: days + 1,
    ArrowUp: days + 1,
    PageUp: marks.find((each) => each > days) ?? most,
    PageDown: marks.findLast((each) => each < days) ?? least,
    Home: least,
    End: most,
  };
  const wanted = to[key];
  return wanted === undefined ? null : Math.min(most, Math.max(least, wanted));
}
