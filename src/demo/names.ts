const heads = [
  "Bright",
  "North",
  "Stone",
  "Silver",
  "Oak",
  "Harbor",
  "Maple",
  "Cedar",
  "Blue",
  "Iron",
  "Summer",
  "Winter",
  "Copper",
  "Amber",
  "Cloud",
  "Meadow",
  "River",
  "Hill",
  "Lake",
  "Snow",
  "Sun",
  "Moon",
  "Star",
  "Fern",
  "Birch",
  "Coral",
  "Granite",
  "Clover",
  "Falcon",
  "Heron",
  "Juniper",
  "Lantern",
  "Marble",
  "Orchard",
  "Pebble",
  "Quarry",
  "Raven",
  "Saffron",
  "Thistle",
  "Willow",
  "Fjord",
  "Ærø",
  "Öster",
  "Zürich",
  "Côte",
  "Señal",
  "Łąka",
  "São",
  "Île",
  "Über",
] as const;

const tails = [
  "water",
  "gate",
  "field",
  "bridge",
  "mark",
  "line",
  "crest",
  "point",
  "side",
  "wood",
  "stone",
  "ridge",
  "dale",
  "haven",
  "brook",
  "forge",
  "light",
  "wick",
  "cove",
  "span",
  "port",
  "leaf",
  "path",
  "wing",
  "tide",
  "grove",
  "works",
  "land",
  "mill",
  "peak",
  "shore",
  "yard",
  "croft",
  "spring",
  "vale",
  "tower",
  "barn",
  "reach",
  "moor",
  "bay",
] as const;

const fields = [
  "Logistics",
  "Foods",
  "Energy",
  "Health",
  "Robotics",
  "Textiles",
  "Studios",
  "Dental",
  "Hotels",
  "Printing",
  "Analytics",
  "Farms",
  "Marine",
  "Optics",
  "Ceramics",
  "Mobility",
  "Security",
  "Catering",
  "Tools",
  "Media",
  "Timber",
  "Recycling",
  "Pharma",
  "Interiors",
  "Freight",
  "Insurance",
  "Learning",
  "Brewing",
  "Outdoor",
  "Paper",
  "Plastics",
  "Software",
  "Clinics",
  "Bakery",
  "Glass",
  "Travel",
  "Metals",
  "Sports",
  "Coffee",
  "Gardens",
  "Packaging",
  "Lighting",
  "Aviation",
  "Housing",
  "Fisheries",
  "Music",
  "Water",
  "Solar",
  "Legal",
  "Toys",
  "Dairy",
  "Furniture",
  "Chemicals",
  "Couriers",
  "Telecom",
  "Rail",
  "Cosmetics",
  "Games",
  "Seeds",
  "Wines",
] as const;

const combinations = heads.length * tails.length * fields.length;
/** Shares no factor with `combinations`, so that no name comes twice among 120,000. */
const stride = 38_023;

/**
 * The made-up name of an account: a compound and a trade, now and then with
 * quotes, a comma, an emoji or a leading sign, as real files have them.
 *
 * @example
 * ```ts
 * accountName(1); // "Raven" + "wood" + " " + …
 * ```
 */
export function accountName(index: number): string {
  const place = (index * stride) % combinations;
  const head = heads[place % heads.length] ?? "";
  const tail = tails[Math.floor(place / heads.length) % tails.length] ?? "";
  const field = fields[Math.floor(place / (heads.length * tails.length))] ?? "";
  return dressed(index, `${head}${tail}`, field);
}

function dressed(index: number, compound: string, field: string): string {
  if (index % 23 === 5) return `${compound} ${field}, Inc.`;
  if (index % 29 === 11) return `${compound} “${field}” GmbH`;
  if (index % 31 === 17) return `${compound} "Express" ${field}`;
  if (index % 37 === 20) return `${compound} ${field} 🚚`;
  if (index % 41 === 8) return `${compound} & Söhne, ${field}`;
  if (index % 101 === 60) return `+${compound} ${field}`;
  if (index % 131 === 77) return `${compound} Café ☕ ${field}`;
  return `${compound} ${field}`;
}
