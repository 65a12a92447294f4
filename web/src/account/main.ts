// /account/: the Personal Account of who applies.

import { mount } from "svelte";
import "../ui/styles.css";
import "../public/public.css";
import "../plan/plan.css";
import "./account.css";
import Account from "./Account.svelte";

mount(Account, { target: document.body });
