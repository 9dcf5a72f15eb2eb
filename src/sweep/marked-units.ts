import type { Places } from "./places.ts";
import type { CountedUnit, Units } from "./question.ts";
import { Stretches } from "./stretches.ts";

/** In which places a unit was active, whole or as the range cut them: 1. */
export interface Marks {
  readonly whole: Uint8Array;
  readonly cut: Uint8Array;
}

/** Units that are few, whose places are marked one by one. */
export class MarkedUnits {
  private readonly known = new Map<number, Map<number, Marks>>();
  private readonly places: Places;

  constructor(places: Places) {
    this.places = places;
  }

  /** The ways in which places are looked at. */
  get extents(): readonly (keyof Marks)[] {
    return this.places.cut.length > 0 ? ["whole", "cut"] : ["whole"];
  }

  /** The marks of a unit for a product (−1: everything). */
  marks(product: number, unit: number): Marks {
    const units = this.known.get(product) ?? new Map<number, Marks>();
    this.known.set(product, units);
    const marks = units.get(unit) ?? { whole: this.none(), cut: this.none() };
    units.set(unit, marks);
    return marks;
  }

  /** Calls back for each unit that was marked. */
  readonly units: Units = (visit) => {
    for (const [product, units] of this.known)
      for (const [unit, { whole, cut }] of units) visit(this.unitOf({ product, unit }, whole, cut));
  };

  private unitOf(
    about: { readonly product: number; readonly unit: number },
    whole: Uint8Array,
    cut: Uint8Array,
  ): CountedUnit {
    const isCut = this.places.cut.length > 0;
    return { ...about, active: stretchesOf(whole), cut: isCut ? stretchesOf(cut) : null, labelled: null };
  }

  private none(): Uint8Array {
    return new Uint8Array(this.places.count);
  }
}

function stretchesOf(marks: Uint8Array): Stretches {
  const stretches = new Stretches();
  for (const [place, mark] of marks.entries()) if (mark === 1) stretches.add(place, place + 1);
  return stretches;
}
