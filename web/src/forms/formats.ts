// The formats that a browser checks while one fills in: days and addresses. Others are the server's, which checks all of them
// anyway; the validator's own list would be as large as the whole following of an application. See vite.config.ts.

const DAY = /^\d{4}-\d\d-\d\d$/;

/** A day that exists: 30 February would come back as 2 March. */
function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return DAY.test(text) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

export const format: Record<string, (text: string) => boolean> = {
  date: isDay,
  email: (text) => /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(text),
};
