// Being told through this browser: asked for by a click alone, and never before.

import { withoutBody, type Asked, type Problem, type Schemas } from "../api/client";
import type { Desk } from "./desk";

export type Browsers = Schemas["Subscriptions"]["subscriptions"];

const WORKER = "/account/worker.js";
const SCOPE = "/account/";

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL: (asked: string) => string }): { createScriptURL(asked: string): string };
}
let policy: { createScriptURL(asked: string): string } | undefined;

/** The address of the worker as the page's policy takes it: that one and no other. */
function trusted(): string {
  const types = (window as unknown as { trustedTypes?: TrustedTypes }).trustedTypes;
  policy ??= types?.createPolicy("worker", { createScriptURL: () => WORKER });
  return policy?.createScriptURL(WORKER) ?? WORKER;
}

function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(text, (one) => one.charCodeAt(0));
}

export class Push {
  /** How it stands with this browser. */
  state = $state<"unknown" | "impossible" | "off" | "blocked" | "on">("unknown");
  browsers = $state.raw<Browsers>([]);
  problem = $state.raw<Problem | undefined>();
  busy = $state(false);
  #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** Looks how it stands; asks the reader nothing. */
  async look(): Promise<void> {
    if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) {
      this.state = "impossible";
    } else {
      const here = await this.#here().catch(() => undefined);
      this.state = here ? "on" : Notification.permission === "denied" ? "blocked" : "off";
    }
    const { api } = this.#desk;
    const answer = await api.ask(api.client.GET("/v1/me/push"));
    if (answer.data) this.browsers = answer.data.subscriptions;
  }

  /** Asks the browser for permission, and the API to tell it. */
  async turnOn(): Promise<void> {
    await this.#do(async () => {
      const { api } = this.#desk;
      if ((await Notification.requestPermission()) !== "granted") {
        this.state = Notification.permission === "denied" ? "blocked" : "off";
        return;
      }
      const key = await api.ask(api.client.GET("/v1/push/key"));
      if (!key.data) return void (this.problem = key.problem);
      const worker = await navigator.serviceWorker.register(trusted(), { scope: SCOPE });
      await navigator.serviceWorker.ready;
      const made = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key.data.key) });
      const kept = await this.#keep(made);
      if (kept.data) this.state = "on";
      else {
        // What the API doesn't know of would only be a name that nobody uses.
        await made.unsubscribe();
        this.problem = kept.problem;
      }
    });
  }

  /** Tells through this browser no more. */
  async turnOff(): Promise<void> {
    await this.#do(async () => {
      const here = await this.#here();
      // Kept once more it is the newest, and so known by its id; the API tells nobody an address.
      const kept = here && (await this.#keep(here));
      if (kept?.problem) return void (this.problem = kept.problem);
      const id = kept?.data?.subscriptions[0]?.id;
      if (id && !(await this.#forget(id))) return;
      await here?.unsubscribe();
      this.state = "off";
    });
  }

  /** Tells through another browser no more. */
  async remove(id: string): Promise<void> {
    await this.#do(async () => void (await this.#forget(id)));
  }

  async #do(work: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.problem = undefined;
    try {
      await work();
    } catch {
      // The browser's own push service couldn't be reached, or it has none.
      const { say } = this.#desk.words;
      this.problem = { status: 0, type: "push", title: say("push.failed"), detail: say("push.failed.do"), errors: [] };
    }
    this.busy = false;
  }

  async #here(): Promise<PushSubscription | undefined> {
    const worker = await navigator.serviceWorker.getRegistration(SCOPE);
    return (await worker?.pushManager.getSubscription()) ?? undefined;
  }

  async #keep(made: PushSubscription): Promise<Asked<Schemas["Subscriptions"]>> {
    const { api } = this.#desk;
    const { endpoint, keys } = made.toJSON() as { endpoint: string; keys: { p256dh: string; auth: string } };
    const { p256dh, auth } = keys;
    const answer = await api.ask(api.client.PUT("/v1/me/push", { body: { endpoint, keys: { p256dh, auth } } }));
    if (answer.data) this.browsers = answer.data.subscriptions;
    return answer;
  }

  async #forget(subscription: string): Promise<boolean> {
    const { api } = this.#desk;
    const answer = await api.ask(withoutBody(api.client.DELETE("/v1/me/push", { params: { query: { subscription } } })));
    this.problem = answer.problem;
    if (answer.data) this.browsers = this.browsers.filter((one) => one.id !== subscription);
    return answer.data === true;
  }
}
