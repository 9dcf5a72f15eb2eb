import { useEffect, useState } from "react";

/** The clock, which only matters where it changes the day: looked at once a quarter of an hour. */
export function useClock(): number {
  const [clock, setClock] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setClock(Date.now()), 900_000);
    return () => clearInterval(timer);
  }, []);
  return clock;
}
