// The widget on a page of ours, for portals that show it in a frame: /embed.html?service=…&lang=… (or situation=…)

import { apiAddress } from "../ui/home";
import "../widget/main";

const asked = new URLSearchParams(location.search);
const widget = document.createElement("municipal-service");
widget.setAttribute("heading-level", "1");
for (const name of ["service", "situation", "lang"]) {
  const value = asked.get(name);
  if (value) widget.setAttribute(name, value);
}
document.documentElement.lang = asked.get("lang") ?? "ru";
widget.addEventListener("ms-ready", (event) => (document.title = (event as CustomEvent<{ title: string }>).detail.title));

void apiAddress().then((api) => {
  if (api) widget.setAttribute("api", api);
  document.querySelector("main")?.append(widget);
});

// The frame's page sets the height; who is told nothing but a number needn't be a known origin.
new ResizeObserver(() => {
  const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
  window.parent.postMessage({ okno: "height", height }, "*");
}).observe(document.documentElement);
