// <municipal-service service="…" api="https://…" lang="tt">: a municipal service on any page, by one script tag;
// situation="…" for a life situation, which is several services by one application.

import { mount, unmount } from "svelte";
import type { Token } from "../api/client";
import { choose } from "../i18n";
import { sheet } from "../ui/sheet";
import Widget from "./Widget.svelte";

/** Where this script came from: its API, unless the page says otherwise. */
const HOME = new URL(import.meta.url).origin;

class MunicipalService extends HTMLElement {
  static observedAttributes = ["service", "situation", "api", "lang", "heading-level"];
  #drawn: Record<string, unknown> | undefined;
  #queued = false;
  #token: Token | undefined;

  /**
   * Gives an access token of who is signed in, or nothing: a page's own script sets it, never an attribute, so that no
   * token stands in a document. It is asked for each call and kept nowhere.
   */
  get token(): Token | undefined {
    return this.#token;
  }
  set token(given: Token | undefined) {
    this.#token = typeof given === "function" ? given : undefined;
    if (this.isConnected) this.#draw();
  }

  connectedCallback(): void {
    // Set by a page before this script came: it would stand in the way of the setter.
    if (Object.hasOwn(this, "token")) {
      const given = (this as { token?: Token }).token;
      delete (this as { token?: Token }).token;
      this.token = given;
    }
    if (!this.shadowRoot) this.attachShadow({ mode: "open" }).adoptedStyleSheets = [sheet()];
    this.#draw();
  }

  disconnectedCallback(): void {
    this.#stop();
  }

  attributeChangedCallback(): void {
    if (this.isConnected) this.#draw();
  }

  #stop(): void {
    if (this.#drawn) void unmount(this.#drawn);
    this.#drawn = undefined;
  }

  /** Attributes often change together: draw once. What was typed is kept, so another language goes on where one was. */
  #draw(): void {
    if (this.#queued) return;
    this.#queued = true;
    queueMicrotask(() => {
      this.#queued = false;
      this.#stop();
      if (!this.isConnected || !this.shadowRoot) return;
      const said = (name: string) => this.getAttribute(name) || undefined;
      const props = {
        service: said("situation") ?? said("service") ?? "",
        api: said("api") ?? HOME,
        language: choose(said("lang"), this.closest("[lang]")?.getAttribute("lang"), ...navigator.languages),
        level: Math.min(4, Math.max(1, Number(said("heading-level")) || 2)),
        token: this.#token,
        emit: (name: string, detail: unknown) =>
          this.dispatchEvent(new CustomEvent(`ms-${name}`, { detail, bubbles: true, composed: true })),
      };
      this.#drawn = mount(Widget, { target: this.shadowRoot, props });
    });
  }
}

if (!customElements.get("municipal-service")) customElements.define("municipal-service", MunicipalService);
