// Who is signed in: by authorization code with PKCE at the user pool's own page. Tokens live in this page's memory alone.

import * as oauth from "oauth4webapi";
import { forget, recall, remember } from "../filing/keeping";

/** What `/site.json` tells of a pool: who issues tokens, where its page is, and which client we are. */
export interface SignIn {
  issuer: string;
  at: string;
  client: string;
}

interface Begun {
  verifier: string;
  state: string;
  nonce: string;
  back: string;
}

const BEGUN = "sign-in";
/** Seconds before its end at which a token is renewed. */
const EARLY = 60;

export class Session {
  /** Whether somebody is signed in; an ended session shows what it had, and asks to sign in again. */
  state = $state<"out" | "in" | "ended">("out");
  person = "";
  email = "";
  token = "";
  #refresh = "";
  #ends = 0;
  #renewing: Promise<void> | undefined;
  #server: oauth.AuthorizationServer;
  #client: oauth.Client;
  #options = { [oauth.allowInsecureRequests]: location.protocol === "http:" };

  /** `place` is the path of the page that the user pool's page leads back to. */
  constructor({ issuer, at, client }: SignIn, readonly place: string) {
    this.#server = { issuer, authorization_endpoint: `${at}/oauth2/authorize`, token_endpoint: `${at}/oauth2/token` };
    this.#client = { client_id: client };
  }

  get #home(): string {
    return `${location.origin}${this.place}`;
  }

  /** Goes to the user pool's page; one comes back to where one was. */
  async begin(): Promise<void> {
    const begun: Begun = {
      verifier: oauth.generateRandomCodeVerifier(),
      state: oauth.generateRandomState(),
      nonce: oauth.generateRandomNonce(),
      back: location.hash,
    };
    remember(BEGUN, begun);
    const asked = new URLSearchParams({
      client_id: this.#client.client_id,
      redirect_uri: this.#home,
      response_type: "code",
      scope: "openid email",
      code_challenge: await oauth.calculatePKCECodeChallenge(begun.verifier),
      code_challenge_method: "S256",
      state: begun.state,
      nonce: begun.nonce,
    });
    location.assign(`${this.#server.authorization_endpoint}?${asked}`);
  }

  /** Takes what the user pool's page sent back; false when it can't be used. Nothing happens on any other address. */
  async arrive(): Promise<boolean> {
    const here = new URL(location.href);
    if (!here.searchParams.has("code") && !here.searchParams.has("error")) return true;
    const begun = recall<Begun>(BEGUN);
    forget(BEGUN);
    history.replaceState(null, "", `${this.place}${begun?.back ?? ""}`);
    if (!begun) return false;
    try {
      const sent = oauth.validateAuthResponse(this.#server, this.#client, here, begun.state);
      const answer = await oauth.authorizationCodeGrantRequest(
        this.#server, this.#client, oauth.None(), sent, this.#home, begun.verifier, this.#options,
      );
      const given = await oauth.processAuthorizationCodeResponse(this.#server, this.#client, answer, {
        expectedNonce: begun.nonce,
        requireIdToken: true,
      });
      const claims = oauth.getValidatedIdTokenClaims(given);
      this.person = claims?.sub ?? "";
      this.email = String(claims?.email ?? "");
      this.#keep(given);
      this.state = "in";
      return true;
    } catch {
      return false;
    }
  }

  /** Renews a token that is about to end, once for everybody who waits for it. */
  async fresh(): Promise<void> {
    if (this.state !== "in" || Date.now() / 1000 < this.#ends - EARLY) return;
    this.#renewing ??= this.#renew().finally(() => (this.#renewing = undefined));
    await this.#renewing;
  }

  async #renew(): Promise<void> {
    try {
      const answer = await oauth.refreshTokenGrantRequest(this.#server, this.#client, oauth.None(), this.#refresh, this.#options);
      this.#keep(await oauth.processRefreshTokenResponse(this.#server, this.#client, answer));
    } catch (wrong) {
      // A lost connection isn't the end of a session.
      if (!(wrong instanceof TypeError)) this.end();
    }
  }

  #keep(given: oauth.TokenEndpointResponse): void {
    this.token = given.access_token;
    this.#refresh = given.refresh_token ?? this.#refresh;
    this.#ends = Date.now() / 1000 + (given.expires_in ?? 0);
  }

  /** The API no longer takes the token. */
  end(): void {
    if (this.state === "in") this.state = "ended";
    this.token = "";
  }

  /** Forgets everybody and everything that was typed, here and at the user pool's page. */
  leave(): void {
    this.token = this.#refresh = "";
    try {
      sessionStorage.clear();
    } catch {
      // A browser that keeps nothing has nothing to forget.
    }
    const out = new URLSearchParams({ client_id: this.#client.client_id, logout_uri: this.#home });
    location.assign(`${new URL(this.#server.authorization_endpoint!).origin}/logout?${out}`);
  }
}
