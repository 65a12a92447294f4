// The public pages: services, how an application is, statistics. Nobody signs in here.

import { mount } from "svelte";
import { apiAddress } from "../ui/home";
import Site from "./Site.svelte";

void apiAddress().then((address) => {
  document.getElementById("early")?.remove(); // what stands there while this script is on its way
  mount(Site, { target: document.body, props: { address } });
});
