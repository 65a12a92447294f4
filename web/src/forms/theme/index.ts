// The look of our forms, as components that the renderer calls by name: only the fields that a compiled page can have.

import { fromRecord } from "@sjsf/form/lib/resolver";
import type {} from "@sjsf/form/theme"; // its components' types; the components themselves stay out
import ArrayField from "@sjsf/form/fields/array/array-field.svelte";
import ArrayItemField from "@sjsf/form/fields/array/array-item-field.svelte";
import BooleanField from "@sjsf/form/fields/boolean.svelte";
import EnumField from "@sjsf/form/fields/extra/enum.svelte";
import IntegerField from "@sjsf/form/fields/integer.svelte";
import NumberField from "@sjsf/form/fields/number-field.svelte";
import ObjectField from "@sjsf/form/fields/object/object-field.svelte";
import ObjectPropertyField from "@sjsf/form/fields/object/object-property-field.svelte";
import StringField from "@sjsf/form/fields/string.svelte";
import ObjectProperty from "@sjsf/form/templates/object-property.svelte";
import Button from "./Button.svelte";
import Checkbox from "./Checkbox.svelte";
import Day from "./Day.svelte";
import Field from "./Field.svelte";
import FormElement from "./FormElement.svelte";
import Group from "./Group.svelte";
import List from "./List.svelte";
import ListItem from "./ListItem.svelte";
import NumberInput from "./Number.svelte";
import Parcel from "./Parcel.svelte";
import Place from "./Place.svelte";
import Plain from "./Plain.svelte";
import Radios from "./Radios.svelte";
import Select from "./Select.svelte";
import Text from "./Text.svelte";

const fields = {
  arrayField: ArrayField,
  arrayItemField: ArrayItemField,
  booleanField: BooleanField,
  enumField: EnumField,
  integerField: IntegerField,
  numberField: NumberField,
  objectField: ObjectField,
  objectPropertyField: ObjectPropertyField,
  placeField: Place,
  stringField: StringField,
};
const templates = {
  arrayItemTemplate: ListItem,
  arrayTemplate: List,
  fieldTemplate: Field,
  objectPropertyTemplate: ObjectProperty,
  objectTemplate: Group,
};
const widgets = {
  button: Button,
  checkboxWidget: Checkbox,
  dayWidget: Day,
  form: FormElement,
  layout: Plain,
  numberWidget: NumberInput,
  parcelWidget: Parcel,
  radioWidget: Radios,
  selectWidget: Select,
  submitButton: Button,
  textWidget: Text,
};

export const theme: any = fromRecord({ ...fields, ...templates, ...widgets } as any);
