// The look of our forms, as components that the renderer calls by name.

import { extendByRecord, overrideByRecord } from "@sjsf/form/lib/resolver";
import { base } from "@sjsf/form/theme";
import "@sjsf/form/fields/extra/enum-include";
import Day from "./Day.svelte";
import Button from "./Button.svelte";
import Checkbox from "./Checkbox.svelte";
import Field from "./Field.svelte";
import FormElement from "./FormElement.svelte";
import Group from "./Group.svelte";
import List from "./List.svelte";
import ListItem from "./ListItem.svelte";
import NumberInput from "./Number.svelte";
import Plain from "./Plain.svelte";
import Radios from "./Radios.svelte";
import Select from "./Select.svelte";
import Text from "./Text.svelte";

const templates = { fieldTemplate: Field, objectTemplate: Group, arrayTemplate: List, arrayItemTemplate: ListItem };
const widgets = {
  form: FormElement,
  button: Button,
  submitButton: Button,
  layout: Plain,
  textWidget: Text,
  numberWidget: NumberInput,
  selectWidget: Select,
  radioWidget: Radios,
  checkboxWidget: Checkbox,
  dayWidget: Day,
};

export const theme: any = extendByRecord(overrideByRecord(base as any, templates as any), widgets);
