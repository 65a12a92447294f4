// The service worker of the account: it shows what was pushed, and leads to the notification. It keeps no pages: an
// account is only true while there is a connection.

interface Pushed extends Event {
  data: { json(): { title: string; body: string; tag: string; lang: string } } | null;
  waitUntil(work: Promise<unknown>): void;
}
interface Clicked extends Event {
  notification: Notification;
  waitUntil(work: Promise<unknown>): void;
}
interface Page {
  url: string;
  focus(): Promise<unknown>;
}
interface Worker extends EventTarget {
  location: Location;
  registration: ServiceWorkerRegistration;
  clients: { matchAll(wanted: object): Promise<Page[]>; openWindow(address: string): Promise<unknown> };
}

const worker = self as unknown as Worker;
const PLACE = new URL("/account/#/notifications", worker.location.origin).href;

worker.addEventListener("push", (event) => {
  const pushed = event as Pushed;
  const told = pushed.data?.json();
  if (!told) return;
  const { title, body, tag, lang } = told;
  pushed.waitUntil(worker.registration.showNotification(title, { body, tag, lang }));
});

worker.addEventListener("notificationclick", (event) => {
  const clicked = event as Clicked;
  clicked.notification.close();
  clicked.waitUntil(open());
});

/** A page of the account that is open is signed in already: it is shown instead of a new one. */
async function open(): Promise<unknown> {
  const pages = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const one = pages.find((page) => new URL(page.url).pathname === "/account/");
  return one ? one.focus() : worker.clients.openWindow(PLACE);
}

export {};
