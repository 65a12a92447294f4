// The day on the city's calendar, as the browser's clock knows it; the API has the last word.

const LOCAL = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Moscow" });

export const today = (): string => LOCAL.format(new Date());
