// The public pages: services, how an application is, statistics. Nobody signs in here.

import { mount } from "svelte";
import { apiAddress } from "../ui/home";
import Site from "./Site.svelte";

void apiAddress().then((address) => mount(Site, { target: document.body, props: { address } }));
