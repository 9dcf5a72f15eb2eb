/** So many lines of a long list are asked for at once. */
export const linesAtOnce = 2000;

/** So many at first, where one question makes the list: those that are soon looked at. */
export const firstLines = 60;
