/** So many lines of a long list are asked for at first: those that are soon looked at. */
export const firstLines = 100;

/** So many are asked for at once where it goes on. */
export const moreLines = 2000;
