// /staff/: the workplace of those who do Tasks.

import { mount } from "svelte";
import "../ui/styles.css";
import "../plan/plan.css";
import "./staff.css";
import Workplace from "./Workplace.svelte";

mount(Workplace, { target: document.body });
