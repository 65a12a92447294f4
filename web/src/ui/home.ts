// Where the API is, the deployment knows: empty when it is where the page is.

export async function apiAddress(): Promise<string> {
  try {
    const answer = await fetch("/site.json");
    return ((await answer.json()) as { api: string }).api;
  } catch {
    return "";
  }
}
