// The day on the city's calendar, as the browser's clock knows it; the API has the last word.

import { once } from "../i18n";

const local = once(() => new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Moscow" }));

export const today = (): string => local().format(new Date());
