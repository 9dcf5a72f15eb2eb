import cyrillic400 from "@fontsource/inter/files/inter-cyrillic-400-normal.woff?url";
import cyrillic600 from "@fontsource/inter/files/inter-cyrillic-600-normal.woff?url";
import greek400 from "@fontsource/inter/files/inter-greek-400-normal.woff?url";
import greek600 from "@fontsource/inter/files/inter-greek-600-normal.woff?url";
import ext400 from "@fontsource/inter/files/inter-latin-ext-400-normal.woff?url";
import ext600 from "@fontsource/inter/files/inter-latin-ext-600-normal.woff?url";
import latin400 from "@fontsource/inter/files/inter-latin-400-normal.woff?url";
import latin600 from "@fontsource/inter/files/inter-latin-600-normal.woff?url";
import { type Font, fontOf } from "./truetype.ts";

/** The files of Inter, usual and strong, each for a part of the letters there are. */
const files: readonly { readonly has: RegExp; readonly usual: string; readonly strong: string }[] = [
  { has: /[\u0000-\u00ff\u2000-\u206f\u20ac\u2122\u2212]/, usual: latin400, strong: latin600 },
  { has: /[\u0100-\u02ff\u1e00-\u1eff\u20a0-\u20c0\u2100-\u22ff]/, usual: ext400, strong: ext600 },
  { has: /[\u0370-\u03ff]/, usual: greek400, strong: greek600 },
  { has: /[\u0400-\u04ff]/, usual: cyrillic400, strong: cyrillic600 },
];

/** Fonts in which texts can be written, the first that has a letter is taken. */
export interface Fonts {
  readonly usual: readonly Font[];
  readonly strong: readonly Font[];
}

/** The fonts that texts need, read from this page's own server. */
export async function fontsFor(texts: string): Promise<Fonts> {
  const needed = files.filter(({ has }, index) => index === 0 || has.test(texts));
  const read = async (address: string): Promise<Font> => fontOf(await (await fetch(address)).arrayBuffer());
  const [usual, strong] = await Promise.all([
    Promise.all(needed.map((each) => read(each.usual))),
    Promise.all(needed.map((each) => read(each.strong))),
  ]);
  return { usual, strong };
}
